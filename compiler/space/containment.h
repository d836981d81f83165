// The rules before a rule that have all of it, each by itself: mostly the first of them tells what becomes of a dead
// rule's packets.
#pragma once

#include <array>
#include <optional>

#include "compiler/space/reachability.h"

namespace sgc::space {

class Containment {
 public:
  // Of the rule at this place of list number `list`, of which some may be known.
  Containment(Prover& prover, std::size_t list, std::size_t rule, const Reachability::Containers& known = {});

  // The place of the first that has all of it, in every family that it has packets in.
  std::optional<std::size_t> first() const;

  // The first with one of the verdicts that has all of it in this family; or kNone.
  RuleNumber first(Family family, Verdicts verdicts) const;

  // Whether in every family that it has packets in some rule with one of the verdicts has all of it.
  bool any(Verdicts verdicts) const;

 private:
  Area area(Family family) const;
  RuleNumber find(Family family, const Part& among) const;

  Prover& prover_;
  RuleNumber begin_;  // of the list
  RuleNumber rule_;
  std::array<RuleNumber, 2> first_{kNone, kNone};  // of each family
};

}  // namespace sgc::space
