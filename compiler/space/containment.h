// The rules before a rule that have all of it, each by itself: mostly they tell what becomes of a dead rule's packets,
// so that they are looked for once.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "compiler/space/prover.h"

namespace sgc::space {

class Containment {
 public:
  // Of the rule at this place of list number `list`.
  Containment(Prover& prover, std::size_t list, std::size_t rule);

  // The place of the first that has all of it, in every family that it has packets in.
  std::optional<std::size_t> first() const;

  // The first with one of the verdicts that has all of it in this family; or kNone.
  RuleNumber first(Family family, Verdicts verdicts) const;

  // Whether in every family that it has packets in some rule with one of the verdicts has all of it.
  bool any(Verdicts verdicts) const;

 private:
  const Index& index_;
  RuleNumber begin_;                              // of the list
  std::array<bool, 2> concerned_{};               // the families that it has packets in
  std::array<std::vector<RuleNumber>, 2> rules_;  // of each family, ascending
};

}  // namespace sgc::space
