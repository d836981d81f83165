// Which rules two lists have in common, in one order.
#pragma once

#include "compiler/space/index.h"

namespace sgc::space {

// Rules of each list that are not in the common order: moved, new, gone or changed. Two packets' rules that are both
// in the common order cannot make the lists differ (README.md), so that only these must be asked about. Defaults are
// aligned with each other if they say the same.
struct Alignment {
  std::vector<RuleNumber> changed;        // of the one list, ascending
  std::vector<RuleNumber> other_changed;  // of the other
};

Alignment align(const Index& index, std::size_t list, std::size_t other, Distinguish distinguish);

}  // namespace sgc::space
