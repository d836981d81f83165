#include "compiler/checks/lists/list_facts.h"

#include "compiler/checks/lists/machines.h"

namespace sgc::checks {

ListFacts::ListFacts(const ir::Policy& policy, ir::PointId point, ir::Direction direction, const space::Limits& limits,
                     std::span<const space::Region> regions)
    : policy_(policy),
      point_(point),
      direction_(direction),
      list_{&policy, &policy.point(point).list(direction)},
      index_({&list_, 1}, regions),
      limits_(limits),
      prover_(index_, limits) {}

const space::Reachability& ListFacts::reachability() {
  if (!reachability_) reachability_.emplace(prover_, 0);
  return *reachability_;
}

const space::Redundancy& ListFacts::redundancy() {
  if (!redundancy_) redundancy_.emplace(prover_, 0, reachability());
  return *redundancy_;
}

const space::OrderedPairs& ListFacts::pairs() {
  if (!pairs_) pairs_ = space::order_sensitive_pairs(prover_, 0, reachability());
  return *pairs_;
}

const std::vector<DeadRule>& ListFacts::dead_rules() {
  if (!dead_rules_) dead_rules_ = classify_dead_rules(prover_, list(), reachability());
  return *dead_rules_;
}

TakenShare& ListFacts::taken_share() {
  if (!taken_share_) taken_share_.emplace(prover_);
  return *taken_share_;
}

const std::vector<LateHere>& ListFacts::late_here() {
  if (!late_here_) {
    late_here_ = find_late_here(*this, addresses_of_machines(policy_, policy_.point(point_)), limits_);
  }
  return *late_here_;
}

}  // namespace sgc::checks
