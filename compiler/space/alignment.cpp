#include "compiler/space/alignment.h"

#include <algorithm>

#include "compiler/net/hash.h"

namespace sgc::space {
namespace {

struct Match {
  RuleNumber rule = 0;
  RuleNumber other = 0;
};

class Aligner {
 public:
  Aligner(const Index& index, Distinguish distinguish) : index_(index), distinguish_(distinguish) {}

  std::vector<Match> matches(std::size_t list, std::size_t other) const;
  static std::vector<Match> longest_ascent(std::span<const Match> matches);

 private:
  std::size_t hash(RuleNumber rule) const;
  bool same(RuleNumber a, RuleNumber b) const;
  Verdicts meaning(RuleNumber rule) const { return same_as(index_.verdict(rule), distinguish_); }

  const Index& index_;
  Distinguish distinguish_;
};

std::size_t Aligner::hash(RuleNumber rule) const {
  std::size_t hash = meaning(rule);
  for (const Family family : kFamilies) {
    const PlacedRule& placed = index_.universe(family).rules[rule];
    hash = mix_hash(hash, std::uint64_t{placed.source} << 32U | placed.destination);
    hash = mix_hash(hash, placed.service);
  }
  return hash;
}

bool Aligner::same(RuleNumber a, RuleNumber b) const {
  return meaning(a) == meaning(b) && std::all_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
           const auto& rules = index_.universe(family).rules;
           return rules[a] == rules[b];
         });
}

// Pairs equal rules, the first with the first, the second with the second.
std::vector<Match> Aligner::matches(std::size_t list, std::size_t other) const {
  struct Keyed {
    std::size_t hash;
    RuleNumber rule;
  };
  std::vector<Keyed> others;
  others.reserve(index_.default_rule(other) - index_.first_rule(other));
  for (RuleNumber rule = index_.first_rule(other); rule < index_.default_rule(other); ++rule) {
    others.push_back({hash(rule), rule});
  }
  std::sort(others.begin(), others.end(), [](const Keyed& a, const Keyed& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.rule < b.rule;
  });

  std::vector<bool> used(others.size());
  std::vector<Match> found;
  for (RuleNumber rule = index_.first_rule(list); rule < index_.default_rule(list); ++rule) {
    const std::size_t wanted = hash(rule);
    auto at = std::lower_bound(others.begin(), others.end(), wanted,
                               [](const Keyed& keyed, std::size_t h) { return keyed.hash < h; });
    for (; at != others.end() && at->hash == wanted; ++at) {
      const auto place = static_cast<std::size_t>(at - others.begin());
      if (used[place] || !same(rule, at->rule)) continue;
      used[place] = true;
      found.push_back({rule, at->rule});
      break;
    }
  }
  return found;
}

// The longest run of matches that ascends on both sides. Before: they ascend on the first.
std::vector<Match> Aligner::longest_ascent(std::span<const Match> matches) {
  std::vector<std::size_t> tails;  // of the best run of each length: the match that ends it
  std::vector<std::size_t> before(matches.size(), SIZE_MAX);
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const auto at = std::lower_bound(tails.begin(), tails.end(), matches[i].other,
                                     [&](std::size_t tail, RuleNumber other) { return matches[tail].other < other; });
    if (at != tails.begin()) before[i] = *std::prev(at);
    if (at == tails.end()) {
      tails.push_back(i);
    } else {
      *at = i;
    }
  }

  std::vector<Match> run;
  for (std::size_t i = tails.empty() ? SIZE_MAX : tails.back(); i != SIZE_MAX; i = before[i]) run.push_back(matches[i]);
  std::reverse(run.begin(), run.end());
  return run;
}

std::vector<RuleNumber> all_but(RuleNumber first, RuleNumber end, const std::vector<RuleNumber>& unchanged) {
  std::vector<RuleNumber> rest;
  auto next = unchanged.begin();
  for (RuleNumber rule = first; rule < end; ++rule) {
    if (next != unchanged.end() && *next == rule) {
      ++next;
    } else {
      rest.push_back(rule);
    }
  }
  return rest;
}

}  // namespace

Alignment align(const Index& index, std::size_t list, std::size_t other, Distinguish distinguish) {
  const Aligner aligner(index, distinguish);
  std::vector<Match> common = Aligner::longest_ascent(aligner.matches(list, other));
  const RuleNumber default_rule = index.default_rule(list);
  const RuleNumber default_other = index.default_rule(other);
  if (same_as(index.verdict(default_rule), distinguish) == same_as(index.verdict(default_other), distinguish)) {
    common.push_back({default_rule, default_other});
  }

  std::vector<RuleNumber> unchanged;
  std::vector<RuleNumber> other_unchanged;
  for (const Match& match : common) {
    unchanged.push_back(match.rule);
    other_unchanged.push_back(match.other);
  }
  return {all_but(index.first_rule(list), index.end_rule(list), unchanged),
          all_but(index.first_rule(other), index.end_rule(other), other_unchanged)};
}

}  // namespace sgc::space
