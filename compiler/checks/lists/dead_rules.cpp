#include "compiler/checks/lists/dead_rules.h"

#include <algorithm>

namespace sgc::checks {
namespace {

using space::Truth;

// Nothing behind a rule that has the packet decides it: the rule itself, or one before it that has all of it.
std::optional<Example> find_example(space::Prover& prover, std::size_t rule, const space::Containment& containment) {
  const space::RuleNumber first = prover.index().first_rule(0);
  const space::RuleNumber number = first + static_cast<space::RuleNumber>(rule);
  for (const Family family : kFamilies) {
    space::Bench& bench = prover.bench(family);
    const space::Universe& in = bench.universe;
    const space::Area area = in.area_of(in.rules[number]);
    if (area.empty()) continue;
    const space::Spot spot{in.sources.first_cell(area.sources.front()),
                           in.destinations.first_cell(area.destinations.front()),
                           space::example_of(family, area.services.front())};
    const space::Part deciding{first, std::min(containment.first(family, space::kAnyVerdict), number) + 1};
    return Example{spot, bench.coverage.first_at(spot, {{&deciding, 1}}) - first, family};
  }
  return std::nullopt;
}

Truth covered_by(space::Prover& prover, std::size_t rule, space::Verdicts verdicts,
                 const space::Containment& containment) {
  return containment.any(verdicts) ? Truth::Yes : space::covered_by(prover, 0, rule, verdicts);
}

Death death_of(space::Prover& prover, ir::Verdict verdict, const DeadRule& dead,
               const space::Containment& containment) {
  const space::Verdicts own = space::same_as(verdict, space::Distinguish::LetThrough);
  if (dead.other.found == Truth::NotDecided) return Death::NotDecided;
  if (dead.other.found == Truth::No) return Death::Redundant;

  const bool denies = verdict != ir::Verdict::Allow;
  const Truth by_allows = denies ? covered_by(prover, dead.rule, space::kAllow, containment) : Truth::No;
  const Truth by_own = by_allows == Truth::No ? covered_by(prover, dead.rule, own, containment) : Truth::No;
  if (by_allows == Truth::NotDecided || by_own == Truth::NotDecided) return Death::NotDecided;
  if (by_own == Truth::Yes) return Death::Redundant;
  return by_allows == Truth::Yes ? Death::Late : Death::Shadowed;
}

DeadRule classify(space::Prover& prover, ir::Verdict verdict, std::size_t rule,
                  const space::Reachability::Containers& known) {
  const space::Containment containment(prover, 0, rule, known);
  const space::Verdicts own = space::same_as(verdict, space::Distinguish::LetThrough);
  DeadRule dead{rule, Death::NotDecided, space::other_verdict(prover, 0, rule, own, containment), {}, {}};
  dead.death = death_of(prover, verdict, dead, containment);
  if (dead.death == Death::Redundant) dead.example = find_example(prover, rule, containment);
  if (const auto first = containment.first()) {
    const bool takes_some = (dead.other.found == Truth::Yes && dead.other.rule == *first) ||
                            (dead.example && dead.example->decider == *first);
    dead.container = space::Container{*first, takes_some};
  }
  return dead;
}

}  // namespace

std::vector<DeadRule> classify_dead_rules(space::Prover& prover, const ir::RuleList& list,
                                          const space::Reachability& reachability) {
  std::vector<DeadRule> dead;
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    const ir::Origin origin = list.rules[rule].origin;
    if (origin != ir::Origin::Written && origin != ir::Origin::Blacklist) continue;
    if (reachability.state(rule) != space::Reachability::State::Dead) continue;
    dead.push_back(classify(prover, list.rules[rule].verdict, rule, reachability.containers(rule)));
  }
  return dead;
}

}  // namespace sgc::checks
