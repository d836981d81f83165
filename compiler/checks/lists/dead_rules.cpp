#include "compiler/checks/lists/dead_rules.h"

namespace sgc::checks {
namespace {

using space::Truth;

DeadRule classify(space::Prover& prover, ir::Verdict verdict, std::size_t rule) {
  DeadRule dead{rule, Death::NotDecided, {}};
  const space::Verdicts own = space::same_as(verdict, space::Distinguish::LetThrough);
  dead.other = space::other_verdict(prover, 0, rule, own);
  if (dead.other.found == Truth::NotDecided) return dead;

  const bool conflict = dead.other.found == Truth::Yes;
  dead.death = conflict ? Death::Shadowed : Death::Redundant;
  if (!conflict) return dead;

  const bool denies = verdict != ir::Verdict::Allow;
  const Truth by_allows = denies ? space::covered_by(prover, 0, rule, space::kAllow) : Truth::No;
  const Truth by_own = by_allows == Truth::No ? space::covered_by(prover, 0, rule, own) : Truth::No;
  if (by_allows == Truth::Yes) dead.death = Death::Late;
  if (by_own == Truth::Yes) dead.death = Death::Redundant;
  if (by_allows == Truth::NotDecided || by_own == Truth::NotDecided) dead.death = Death::NotDecided;
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
    dead.push_back(classify(prover, list.rules[rule].verdict, rule));
  }
  return dead;
}

}  // namespace sgc::checks
