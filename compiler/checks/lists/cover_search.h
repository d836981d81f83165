// Which few rules have all packets of a rule between them: the explanation where «it is dead» alone would not help.
// Dead rules that any earlier rule may explain are space::blame()'s; this is for the questions with a filter.
#pragma once

#include <array>
#include <vector>

#include "compiler/space/prover.h"

namespace sgc::checks {

struct Cover {
  std::vector<std::size_t> rules;  // numbers in the index, ascending; none of them can be left out
  bool complete = false;           // false: there are more, or the budget ran out
};

// Rules of `candidates` that have, together, all packets of `rule` that no rule of `apart` has. One that does it alone
// is preferred, else early ones. Before: all candidates together do it.
Cover find_cover(space::Prover& prover, space::RuleNumber rule, const space::Part& apart,
                 const space::Part& candidates);

// The same of packets that are no rule's: an area for each family, empty where it has none.
using Areas = std::array<space::Area, 2>;
Cover find_cover(space::Prover& prover, const Areas& areas, const space::Part& apart, const space::Part& candidates);

}  // namespace sgc::checks
