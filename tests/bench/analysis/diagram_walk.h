// The classical way to find dead rules, for comparison: a binary decision diagram for each rule, and one for the packets
// that no rule so far has taken. It is what FIREMAN described and what network verifiers still do, here with BuDDy.
#pragma once

#include <cstddef>

#include "tests/bench/generate/rule_set.h"

namespace sgc::bench {

struct Walk {
  std::size_t rules = 0;  // looked at before the time was up
  std::size_t dead = 0;   // of these
  double seconds = 0;     // of processor time
};

// Stops after so many seconds. IPv4 only. Once in a process: BuDDy's memory is global.
Walk walk_with_diagrams(const generate::RuleSet& rules, double most_seconds);

}  // namespace sgc::bench
