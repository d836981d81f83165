#include "compiler/checks/exposure/openings.h"

#include <algorithm>
#include <array>
#include <functional>

#include "compiler/checks/exposure/public_addresses.h"
#include "compiler/checks/lists/measure.h"
#include "compiler/checks/wording.h"
#include "compiler/ir/address_classes.h"

namespace sgc::checks {
namespace {

// A rule as this question sees it; the default has everything.
struct View {
  const AddressSet& source;
  const AddressSet& destination;
  const ServiceSet& services;
  ir::Verdict verdict;
};

const AddressSet& everybody() {
  static const AddressSet kEverybody = AddressSet::any();
  return kEverybody;
}
const ServiceSet& everything() {
  static const ServiceSet kEverything = ServiceSet::all();
  return kEverything;
}

View view(const ir::Policy& policy, const ir::RuleList& list, std::size_t place) {
  if (place == list.rules.size()) return {everybody(), everybody(), everything(), list.otherwise.verdict};
  const ir::Rule& rule = list.rules[place];
  return {policy.addresses(rule.source), policy.addresses(rule.destination), policy.service_set(rule.service),
          rule.verdict};
}

class OpeningSearch {
 public:
  OpeningSearch(const ir::Policy& policy, const ir::RuleList& list, std::span<const std::size_t> rules,
         const OpeningQuestion& question, SourcesLeft& known)
      : policy_(policy), list_(list), rules_(rules), question_(question), known_(known) {}

  std::vector<Opening> run() {
    find_allows();
    std::vector<Opening> found;
    AddressSet open;
    for (std::size_t i = 0; i < allows_.size(); ++i) {
      if (!could_be_enough(open, i)) return {};
      AddressSet sources = opened_by(allows_[i].place);
      if (sources.empty() || open.contains(sources)) continue;
      found.push_back({allows_[i].place, std::move(sources)});
      const AddressSet& opened = found.back().sources;
      if (found.size() == 1 && is_nearly_everywhere(opened, question_.enough, question_.own)) return found;
      open = unite(open, opened);
      if (is_nearly_everywhere(open, question_.enough, question_.own)) return found;
    }
    return {};
  }

 private:
  bool may_open(const View& rule) const {
    if (rule.verdict != ir::Verdict::Allow) return false;
    if (!question_.own.empty() && !rule.destination.overlaps(question_.own)) return false;
    if (!question_.whole) return true;
    return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
      const ServiceSet all = question_.services.restricted_to(family);
      return !all.empty() && !rule.source.empty(family) && rule.services.contains(all);
    });
  }

  // The rules that may open something, the widest first.
  void find_allows() {
    for (const std::size_t place : rules_) {
      const View rule = view(policy_, list_, place);
      if (rule.verdict != ir::Verdict::Allow) denies_.push_back(place);
      if (!may_open(rule)) continue;
      Allow allow{place, {}};
      for (const Family family : kFamilies) {
        if (!is_own_family(question_.own, family)) continue;
        allow.share[static_cast<std::size_t>(family)] = most_of_public(rule.source, family);
      }
      allows_.push_back(allow);
    }
    std::stable_sort(allows_.begin(), allows_.end(), [](const Allow& a, const Allow& b) {
      return a.share[0] + a.share[1] > b.share[0] + b.share[1];
    });
    rest_.resize(allows_.size() + 1);
    for (std::size_t i = allows_.size(); i-- > 0;) {
      for (std::size_t family = 0; family < 2; ++family) {
        rest_[i][family] = rest_[i + 1][family] + allows_[i].share[family];
      }
    }
  }

  // No less than the share of the public addresses that the set has.
  static double most_of_public(const AddressSet& set, Family family) {
    constexpr std::size_t kFewRanges = 64;
    const std::size_t ranges = family == Family::V4 ? set.v4().size() : set.v6().size();
    if (ranges <= kFewRanges) return public_share(set, family);
    return count_addresses(set, family) / count_addresses(public_addresses(), family);
  }

  // Whether what is open and all that the allows from number `begin` on have could reach so far.
  bool could_be_enough(const AddressSet& open, std::size_t begin) const {
    return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
      const double rest = rest_[begin][static_cast<std::size_t>(family)];
      return rest >= question_.enough ||
             (rest > 0 && !open.empty(family) && public_share(open, family) + rest >= question_.enough);
    });
  }

  // The sources of the rule, less those that earlier denies shut out from all that it lets in here.
  AddressSet opened_by(std::size_t place) const {
    const View rule = view(policy_, list_, place);
    const AddressSet destinations =
        question_.own.empty() ? rule.destination : intersect(rule.destination, question_.own);
    const ServiceSet services = intersect(rule.services, question_.services);

    std::vector<const AddressSet*> closed;
    std::vector<std::size_t> partial;
    for (const std::size_t earlier : denies_) {
      if (earlier >= place) break;
      const View other = view(policy_, list_, earlier);
      if (!other.destination.overlaps(destinations) || !other.source.overlaps(rule.source)) continue;
      if (other.destination.contains(destinations) && other.services.contains(services)) {
        closed.push_back(&other.source);
      } else {
        partial.push_back(earlier);
      }
    }
    const bool few = partial.size() <= kMostPartial;
    const bool harmless = leave_some_alone(partial, destinations, services);
    for (const std::size_t deny : partial) {
      if (!harmless && !few) closed.push_back(&view(policy_, list_, deny).source);
    }
    const AddressSet& open = known_.without(rule.source, std::move(closed));
    return harmless || !few ? open : without_shut_out(open, partial, destinations, services);
  }

  // Whether there are a destination, or services, that none of the denies is about: then they shut nobody out, whatever
  // sources they have. Mostly so.
  bool leave_some_alone(std::span<const std::size_t> denies, const AddressSet& destinations,
                        const ServiceSet& services) const {
    std::vector<RangeV4> v4;
    std::vector<RangeV6> v6;
    ServiceSet denied;
    for (const std::size_t deny : denies) {
      const View rule = view(policy_, list_, deny);
      v4.insert(v4.end(), rule.destination.v4().begin(), rule.destination.v4().end());
      v6.insert(v6.end(), rule.destination.v6().begin(), rule.destination.v6().end());
      if (!denied.contains(services)) denied = unite(denied, intersect(rule.services, services));
    }
    const AddressSet about = AddressSet::from_ranges(std::move(v4), std::move(v6));
    return std::all_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
      const AddressSet here = destinations.restricted_to(family);
      const ServiceSet wanted = services.restricted_to(family);
      return here.empty() || wanted.empty() || !about.contains(here) || !denied.contains(wanted);
    });
  }

  // Denies that shut out sources from a part each may together do so from everything.
  AddressSet without_shut_out(const AddressSet& open, std::span<const std::size_t> partial,
                              const AddressSet& destinations, const ServiceSet& services) const {
    std::vector<const AddressSet*> cutters;
    for (const std::size_t deny : partial) cutters.push_back(&view(policy_, list_, deny).source);
    AddressSet rest = open;
    for (const AddressSet& alike : ir::address_classes(open, cutters)) {
      std::vector<std::size_t> meeting;
      for (const std::size_t deny : partial) {
        if (view(policy_, list_, deny).source.contains(*alike.front())) meeting.push_back(deny);
      }
      if (meeting.empty()) continue;
      const Family family = alike.front()->family;
      if (!lets_some_in(meeting, destinations.restricted_to(family), services.restricted_to(family))) {
        rest = subtract(rest, alike);
      }
    }
    return rest;
  }

  bool lets_some_in(std::span<const std::size_t> denies, const AddressSet& destinations,
                    const ServiceSet& services) const {
    std::vector<const AddressSet*> cutters;
    for (const std::size_t deny : denies) cutters.push_back(&view(policy_, list_, deny).destination);
    const std::vector<AddressSet> classes = ir::address_classes(destinations, cutters);
    return std::any_of(classes.begin(), classes.end(), [&](const AddressSet& alike) {
      ServiceSet rest = services;
      for (const std::size_t deny : denies) {
        const View rule = view(policy_, list_, deny);
        if (rule.destination.contains(*alike.front())) rest = subtract(rest, rule.services);
      }
      return !rest.empty();
    });
  }

  struct Allow {
    std::size_t place = 0;
    std::array<double, 2> share{};  // of the public addresses, by family; or more than that, even over 1
  };

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  std::span<const std::size_t> rules_;
  const OpeningQuestion& question_;
  SourcesLeft& known_;
  std::vector<Allow> allows_;
  std::vector<std::size_t> denies_;  // ascending
  std::vector<std::array<double, 2>> rest_;  // the sum of the shares from each allow on
};

}  // namespace

std::vector<Opening> openings(const ir::Policy& policy, const ir::RuleList& list, std::span<const std::size_t> rules,
                              const OpeningQuestion& question, SourcesLeft& known) {
  return OpeningSearch(policy, list, rules, question, known).run();
}

const AddressSet& SourcesLeft::without(const AddressSet& sources, std::vector<const AddressSet*> closed) {
  std::sort(closed.begin(), closed.end(), std::less<>());
  closed.erase(std::unique(closed.begin(), closed.end()), closed.end());
  if (sources_ == &sources && closed_ == closed) return left_;

  sources_ = &sources;
  closed_ = std::move(closed);
  if (closed_.size() == 1) return left_ = subtract(sources, *closed_.front());
  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;
  for (const AddressSet* set : closed_) {
    v4.insert(v4.end(), set->v4().begin(), set->v4().end());
    v6.insert(v6.end(), set->v6().begin(), set->v6().end());
  }
  return left_ = subtract(sources, AddressSet::from_ranges(std::move(v4), std::move(v6)));
}

std::vector<std::size_t> rules_with(const ir::Policy& policy, const ir::RuleList& list, const ServiceSet& services) {
  std::vector<std::size_t> rules;
  for (std::size_t place = 0; place < list.rules.size(); ++place) {
    if (policy.service_set(list.rules[place].service).overlaps(services)) rules.push_back(place);
  }
  rules.push_back(list.rules.size());
  return rules;
}

bool is_own_family(const AddressSet& own, Family family) { return own.empty() || !own.empty(family); }

bool is_nearly_everywhere(const AddressSet& sources, double share, const AddressSet& own) {
  return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
    return is_own_family(own, family) && !sources.empty(family) && public_share(sources, family) >= share;
  });
}

std::string reach_text(const AddressSet& sources, double share, const AddressSet& own) {
  if (sources.contains(public_addresses())) return "everywhere";
  std::vector<std::string> parts;
  for (const Family family : kFamilies) {
    if (!is_own_family(own, family) || sources.empty(family)) continue;
    const double reached = public_share(sources, family);
    if (reached < share) continue;
    const std::string_view name = family == Family::V4 ? "IPv4" : "IPv6";
    const bool all = sources.contains(public_addresses().restricted_to(family));
    parts.push_back(all ? fmt::format("everywhere over {}", name)
                        : fmt::format("{} of the public {} addresses", percent(reached), name));
  }
  return enumerate(parts);
}

}  // namespace sgc::checks
