#include "tests/properties/space/box_oracle.h"

#include <algorithm>

namespace sgc::space {
namespace {

constexpr std::size_t kMostSteps = 4'000'000;  // looks at a candidate

std::vector<ClosedRange<u128>> ranges_of(const AddressSet& set, Family family) {
  std::vector<ClosedRange<u128>> ranges;
  if (family == Family::V4) {
    for (const RangeV4& range : set.v4()) ranges.push_back({range.first, range.last});
  } else {
    for (const RangeV6& range : set.v6()) ranges.push_back({range.first, range.last});
  }
  return ranges;
}

}  // namespace

BoxOracle::BoxOracle(const ir::Policy& policy, const ir::RuleList& list, Family family) {
  const auto add = [&](const AddressSet& from, const AddressSet& to, const ServiceSet& services, ir::Verdict verdict) {
    std::vector<Box> boxes;
    for (const auto& source : ranges_of(from, family)) {
      for (const auto& destination : ranges_of(to, family)) {
        for (const ServiceBox& box : services.boxes()) {
          if (box.family != family) continue;
          boxes.push_back({{source.first, destination.first, box.first_protocol, box.a.first, box.b.first},
                           {source.last, destination.last, box.last_protocol, box.a.last, box.b.last}});
        }
      }
    }
    rules_.push_back(std::move(boxes));
    allows_.push_back(verdict == ir::Verdict::Allow);
  };
  for (const ir::Rule& rule : list.rules) {
    add(policy.addresses(rule.source), policy.addresses(rule.destination), policy.service_set(rule.service),
        rule.verdict);
  }
  add(AddressSet::any(), AddressSet::any(), ServiceSet::all(), list.otherwise.verdict);
}

bool BoxOracle::overlap(const Box& a, const Box& b) {
  for (std::size_t d = 0; d < 5; ++d) {
    if (a.last[d] < b.first[d] || b.last[d] < a.first[d]) return false;
  }
  return true;
}

bool BoxOracle::contains(const Box& outer, const Box& inner) {
  for (std::size_t d = 0; d < 5; ++d) {
    if (inner.first[d] < outer.first[d] || outer.last[d] < inner.last[d]) return false;
  }
  return true;
}

// How much of a box the other one has.
double BoxOracle::share(const Box& of, const Box& in) {
  double share = 1;
  for (std::size_t d = 0; d < 5; ++d) {
    const u128 first = std::max(of.first[d], in.first[d]);
    const u128 last = std::min(of.last[d], in.last[d]);
    share *= (static_cast<double>(last - first) + 1) / (static_cast<double>(of.last[d] - of.first[d]) + 1);
  }
  return share;
}

// The box without what it has in common with `by`, and that last. Before: they overlap.
void BoxOracle::cut(const Box& box, const Box& by, std::vector<Box>& pieces) {
  Box rest = box;
  for (std::size_t d = 0; d < 5; ++d) {
    if (rest.first[d] < by.first[d]) {
      pieces.push_back(rest);
      pieces.back().last[d] = by.first[d] - 1;
      rest.first[d] = by.first[d];
    }
    if (by.last[d] < rest.last[d]) {
      pieces.push_back(rest);
      pieces.back().first[d] = by.last[d] + 1;
      rest.last[d] = by.last[d];
    }
  }
  pieces.push_back(rest);
}

// Whether the first of the candidates that has some packet of the box is an Other. They are in the order in which they
// are tried; those that take come first.
bool BoxOracle::finds_other(const Box& box, std::span<const Candidate> candidates, std::size_t& steps) {
  std::vector<Candidate> near;
  for (const Candidate& candidate : candidates) {
    if (++steps > kMostSteps) return false;
    if (!overlap(box, candidate.box)) continue;
    near.push_back(candidate);
    if (!contains(candidate.box, box)) continue;
    if (candidate.role == Role::Takes) return false;
    break;  // what comes after sees nothing of the box
  }
  const bool any_other =
      std::any_of(near.begin(), near.end(), [](const Candidate& c) { return c.role == Role::Other; });
  if (!any_other) return false;
  if (contains(near.front().box, box)) return near.front().role == Role::Other;

  const auto more = [&](const Candidate& a, const Candidate& b) { return share(box, a.box) < share(box, b.box); };
  const bool last_contains = contains(near.back().box, box);
  const auto pivot = std::max_element(near.begin(), last_contains ? near.end() - 1 : near.end(), more);
  std::vector<Box> pieces;
  cut(box, pivot->box, pieces);
  return std::any_of(pieces.begin(), pieces.end(), [&](const Box& piece) { return finds_other(piece, near, steps); });
}

void BoxOracle::collect(const Box& box, std::size_t begin, std::size_t end, std::size_t rule,
                        std::vector<Candidate>& out) const {
  for (std::size_t i = begin; i < end; ++i) {
    const Role role = i < rule ? Role::Takes : allows_[i] == allows_[rule] ? Role::Same : Role::Other;
    for (const Box& other : rules_[i]) {
      if (overlap(box, other)) out.push_back({other, role});
    }
  }
}

bool BoxOracle::is_dead(std::size_t rule) const {
  std::size_t steps = 0;
  return std::none_of(rules_[rule].begin(), rules_[rule].end(), [&](const Box& box) {
    std::vector<Candidate> candidates;
    collect(box, 0, rule, rule, candidates);
    candidates.push_back({box, Role::Other});  // whatever nobody takes
    return finds_other(box, candidates, steps);
  });
}

std::optional<bool> BoxOracle::is_needed(std::size_t rule) const {
  std::size_t steps = 0;
  const bool needed = std::any_of(rules_[rule].begin(), rules_[rule].end(), [&](const Box& box) {
    std::vector<Candidate> candidates;
    collect(box, 0, rule, rule, candidates);
    collect(box, rule + 1, rules_.size(), rule, candidates);
    return finds_other(box, candidates, steps);
  });
  if (!needed && steps > kMostSteps) return std::nullopt;
  return needed;
}

}  // namespace sgc::space
