// How much of a rule earlier rules of the other verdict take, as a share of its packets. Where a rule has packets of
// both families each family weighs the same: by mere number, IPv4 would never count.
//
// The packets of a rule are cut up where earlier rules cut them: first the cells of the rule's own nodes, which mostly
// decide, then the largest pieces that are left. What is found out is a lower and an upper bound; they meet if there is
// time to look at every piece.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "compiler/space/prover.h"

namespace sgc::checks {

struct Taker {
  std::size_t rule = 0;  // place in the list
  double share = 0;      // of the packets of the rule that is taken from, at least
};

struct Share {
  space::Truth more = space::Truth::No;  // whether it is more than was asked
  double least = 0;
  double most = 1;
  std::vector<Taker> takers;  // those of the other verdict, the largest first
};

class TakenShare {
 public:
  // For list 0 of the prover's index.
  explicit TakenShare(space::Prover& prover) : prover_(prover) {}

  // Whether earlier rules of the other verdict (deny and reject are one) take more than `limit` of the rule.
  Share more_than(double limit, std::size_t rule);

 private:
  // The sizes of one side of one family.
  struct Sizes {
    std::vector<double> cells;
    std::vector<double> nodes;  // with all that is below
  };
  struct Measures {
    Sizes sources;
    Sizes destinations;
  };
  class Question;

  const Measures& measures(Family family);

  space::Prover& prover_;
  std::array<std::optional<Measures>, 2> measures_;
  std::size_t looks_ = 0;      // at pieces of all rules so far
  std::size_t opponents_ = 0;  // that were measured so far
};

}  // namespace sgc::checks
