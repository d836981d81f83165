// Rules that never decide a packet, by why: the names of Al-Shaer and Hamed, and the blacklist written too late.
#pragma once

#include <optional>
#include <vector>

#include "compiler/space/blame.h"

namespace sgc::checks {

enum class Death : std::uint8_t {
  Shadowed,   // some of its packets get the other verdict, and none of the other two is true
  Late,       // a deny or reject of which earlier allows, together, have every packet
  Redundant,  // earlier rules with its own verdict have every packet of it, or give it to all
  NotDecided,
};

// Some packet of a rule, and the rule that decides it.
struct Example {
  space::Spot spot;
  std::uint32_t decider = 0;  // place in the list
  Family family = Family::V4;
};

struct DeadRule {
  std::size_t rule = 0;  // place in the list
  Death death = Death::NotDecided;
  space::OtherVerdict other;  // for Shadowed and Late, and perhaps Redundant: a packet with the other verdict
  std::optional<space::Container> container;  // the first rule before it that has all of it
  std::optional<Example> example;             // for Redundant
};

// The dead among written rules and blacklists; what follows from listeners and the like may well be needless. Deny and
// reject are one verdict.
std::vector<DeadRule> classify_dead_rules(space::Prover& prover, const ir::RuleList& list,
                                          const space::Reachability& reachability);

}  // namespace sgc::checks
