// What is known of one rule list: what each rule really gets to see, which rules nobody needs, whose order matters.
// Each is found out when somebody first asks, and once; every check reads it.
#pragma once

#include <optional>
#include <vector>

#include "compiler/checks/lists/dead_rules.h"
#include "compiler/checks/lists/late_here.h"
#include "compiler/checks/lists/taken_share.h"
#include "compiler/space/order.h"
#include "compiler/space/redundancy.h"

namespace sgc::checks {

class ListFacts {
 public:
  // `regions` are packets that questions will be about. The policy outlives the facts.
  ListFacts(const ir::Policy& policy, ir::PointId point, ir::Direction direction, const space::Limits& limits,
            std::span<const space::Region> regions = {});

  const ir::Policy& policy() const { return policy_; }
  ir::PointId point() const { return point_; }
  ir::Direction direction() const { return direction_; }
  const ir::RuleList& list() const { return policy_.point(point_).list(direction_); }

  const space::Index& index() const { return index_; }
  space::Prover& prover() { return prover_; }

  // By the place in the list; the default comes after the last rule.
  const space::Reachability& reachability();
  const space::Redundancy& redundancy();
  const space::OrderedPairs& pairs();
  const std::vector<DeadRule>& dead_rules();  // of those that are dead, in their order
  TakenShare& taken_share();
  const std::vector<LateHere>& late_here();  // denies that are too late for the point's own packets

  // Whether the fact was asked for: the statistics ask for nothing that no check needed.
  bool knows_redundancy() const { return redundancy_.has_value(); }
  bool knows_pairs() const { return pairs_.has_value(); }
  bool knows_reachability() const { return reachability_.has_value(); }

 private:
  const ir::Policy& policy_;
  ir::PointId point_;
  ir::Direction direction_;
  space::List list_;
  space::Index index_;
  space::Limits limits_;
  space::Prover prover_;
  std::optional<space::Reachability> reachability_;
  std::optional<space::Redundancy> redundancy_;
  std::optional<space::OrderedPairs> pairs_;
  std::optional<std::vector<DeadRule>> dead_rules_;
  std::optional<TakenShare> taken_share_;
  std::optional<std::vector<LateHere>> late_here_;
};

}  // namespace sgc::checks
