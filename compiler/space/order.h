// Pairs of rules whose order matters: they overlap and say different things, so that swapping them would change what
// happens to packets that the earlier one decides now.
#pragma once

#include "compiler/space/reachability.h"

namespace sgc::space {

// Al-Shaer and Hamed's names, told by what the later rule is to the earlier one.
enum class Relation : std::uint8_t {
  Generalization,  // it contains the earlier one, and more: the usual exception before the rule
  Correlation,     // each has packets that the other has not
  Inside,          // the earlier one contains it, or is the same
};

struct OrderedPair {
  std::size_t earlier = 0;  // places in the list
  std::size_t later = 0;
  Relation relation = Relation::Correlation;
  Family family = Family::V4;
  Spot spot;  // packets that change their verdict if the two change places
};

struct OrderedPairs {
  std::vector<OrderedPair> pairs;  // by earlier, then later
  std::size_t capped = 0;          // rules that have more pairs than were asked for
  std::size_t undecided = 0;       // rules of which some pair went over the budget
};

constexpr std::size_t kMostPairsOfRule = 16;

// Deny and reject are one. For each rule as the earlier one, at most `most` pairs; the default takes no part.
OrderedPairs order_sensitive_pairs(Prover& prover, std::size_t list, const Reachability& reachability,
                                   std::size_t most = kMostPairsOfRule);

// The least number of priorities that keep the list's meaning where rules of one priority are not ordered: for each
// rule the number of its level, 0 for those that need nothing after them. Rules that overlap and differ are on
// different levels, the earlier one on the higher. Rules that decide nothing have kNone.
std::vector<std::uint32_t> levels(Prover& prover, std::size_t list, const Reachability& reachability);

}  // namespace sgc::space
