// How much of a rule earlier rules of the other verdict take, as a share of its packets. Where a rule has packets of
// both families each family weighs the same: by mere number, IPv4 would never count.
//
// The packets of a rule are cut up where earlier rules cut them: first the cells of the rule's own nodes, which mostly
// decide, then the largest pieces that are left. What is found out is a lower and an upper bound; they meet if the steps
// that a list may take do for every piece.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "compiler/checks/lists/opponent_volume.h"
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
  // The sets around a destination.
  struct Around {
    void load(const space::Laminar& tree, space::Node wanted);

    space::Node node = space::kNone;
    std::vector<space::SetNumber> sets;
    space::Marks marks{0};
  };
  struct Measures {
    Sizes sources;
    Sizes destinations;
    Around around;
  };
  class Question;

  Measures& measures(Family family);
  OpponentVolume& volume(Family family);
  std::uint64_t allowance(space::RuleNumber rule) const;  // the steps that it may take

  space::Prover& prover_;
  std::array<std::optional<Measures>, 2> measures_;
  std::array<std::optional<OpponentVolume>, 2> volumes_;
  std::uint64_t steps_ = 0;  // of all questions so far
};

}  // namespace sgc::checks
