#include "compiler/checks/lists/late_here.h"

#include <algorithm>
#include <optional>

#include "compiler/checks/lists/cover_search.h"
#include "compiler/checks/lists/list_facts.h"

namespace sgc::checks {
namespace {

using space::Truth;

// A deny that may be late here, and its packets here as regions of an index, one for each family that has some.
struct Candidate {
  std::size_t rule = 0;
  std::size_t first_region = 0;
  std::size_t end_region = 0;
};

class LateHereSearch {
 public:
  LateHereSearch(ListFacts& facts, const AddressSet& own, const space::Limits& limits)
      : facts_(facts), policy_(facts.policy()), own_(own), limits_(limits),
        inbound_(facts.direction() == ir::Direction::Inbound) {}

  std::vector<LateHere> run() {
    std::vector<LateHere> late;
    find_candidates();
    if (candidates_.empty()) return late;
    ListFacts here(policy_, facts_.point(), facts_.direction(), limits_, regions_);
    for (const Candidate& candidate : candidates_) {
      if (auto found = ask(here, candidate)) late.push_back(std::move(*found));
    }
    return late;
  }

 private:
  ir::WhoId near_of(const ir::Rule& rule) const { return inbound_ ? rule.destination : rule.source; }

  // Denies that decide something and say more of the near side than the point has. Where all allows before are for
  // everybody there, whatever these have of the packets that come here they have of all, but in a family in which none do.
  void find_candidates() {
    bool allows = false;
    bool narrow_allows = false;
    for (std::size_t place = 0; place < facts_.list().rules.size(); ++place) {
      const ir::Rule& rule = facts_.list().rules[place];
      const AddressSet& near = policy_.addresses(near_of(rule));
      if (rule.verdict == ir::Verdict::Allow) {
        allows = true;
        narrow_allows = narrow_allows || !near.is_any();
        continue;
      }
      if (!allows || rule.origin != ir::Origin::Written || own_.contains(near)) continue;
      if (!narrow_allows && !lies_beside(near)) continue;
      if (facts_.reachability().state(place) == space::Reachability::State::Alive) add(place, rule);
    }
  }

  // In a family that the point has addresses of, none of them is meant.
  bool lies_beside(const AddressSet& near) const {
    return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
      if (near.empty(family) || near.is_any(family) || own_.empty(family)) return false;
      return !near.restricted_to(family).overlaps(own_);
    });
  }

  void add(std::size_t place, const ir::Rule& rule) {
    const AddressSet& near = policy_.addresses(near_of(rule));
    const AddressSet& far = policy_.addresses(inbound_ ? rule.source : rule.destination);
    const ServiceSet& services = policy_.service_set(rule.service);
    const std::size_t first = regions_.size();
    for (const Family family : kFamilies) {
      const AddressSet of_family = near.restricted_to(family);
      space::Region region{far.restricted_to(family), own_.empty(family) ? of_family : intersect(of_family, own_),
                           services.restricted_to(family)};
      if (region.sources.empty() || region.destinations.empty() || region.services.empty()) continue;
      if (!inbound_) std::swap(region.sources, region.destinations);
      regions_.push_back(std::move(region));
    }
    if (regions_.size() != first) candidates_.push_back({place, first, regions_.size()});
  }

  std::optional<LateHere> ask(ListFacts& here, const Candidate& candidate) const {
    space::Prover& prover = here.prover();
    const space::RuleNumber first = here.index().first_rule(0);
    const space::RuleNumber number = first + static_cast<space::RuleNumber>(candidate.rule);
    const space::Part allows{first, number, space::kAllow};
    prover.begin_question();

    Areas areas;
    std::optional<ir::Packet> allowed;
    for (const Family family : kFamilies) {
      space::Bench& bench = prover.bench(family);
      for (std::size_t region = candidate.first_region; region < candidate.end_region; ++region) {
        const space::Area area = bench.universe.area_of(bench.universe.regions[region]);
        if (area.empty()) continue;
        if (bench.coverage.covered(area, {{&allows, 1}}) != Truth::Yes) return std::nullopt;
        areas[static_cast<std::size_t>(family)] = area;
        if (allowed) continue;
        const space::Deviation taken = bench.deviations.find({area, {}, first, number, space::kDeny});
        if (taken.met == Truth::No) allowed = here.index().packet(family, taken.spot);
      }
    }
    if (!allowed) return std::nullopt;  // earlier denies have it all: it is redundant, not late

    LateHere late{candidate.rule, {}, *allowed};
    for (const std::size_t rule : find_cover(prover, areas, {first, first}, allows).rules) late.allows.push_back(rule - first);
    return late;
  }

  ListFacts& facts_;
  const ir::Policy& policy_;
  const AddressSet& own_;
  const space::Limits& limits_;
  bool inbound_;
  std::vector<space::Region> regions_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<LateHere> find_late_here(ListFacts& facts, const AddressSet& own, const space::Limits& limits) {
  if (own.empty()) return {};
  return LateHereSearch(facts, own, limits).run();
}

}  // namespace sgc::checks
