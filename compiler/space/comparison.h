// Whether two lists mean the same, and where they differ.
#pragma once

#include <optional>

#include "compiler/space/prover.h"

namespace sgc::space {

// Packets that one rule of the one list decides, another rule of the other list, and differently.
struct Difference {
  std::size_t rule = 0;   // place in the one list
  std::size_t other = 0;  // place in the other
  Family family = Family::V4;
  Spot spot;
};

struct Comparison {
  Truth equal = Truth::Yes;
  std::optional<Difference> difference;  // after No
};

// Compares two lists of the prover's index, defaults included.
Comparison compare(Prover& prover, std::size_t list, std::size_t other, Distinguish distinguish);

struct Differences {
  std::vector<Difference> pairs;  // each pair of rules once, ascending; the packets of different pairs are disjoint
  bool capped = false;            // there are more
  bool undecided = false;         // some pair went over the budget
};

constexpr std::size_t kMostDifferences = 1000;

// Every pair of rules that decide some packet differently.
Differences differences(Prover& prover, std::size_t list, std::size_t other, Distinguish distinguish,
                        std::size_t most = kMostDifferences);

}  // namespace sgc::space
