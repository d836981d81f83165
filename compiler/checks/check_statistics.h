// What `sgc check -v` tells of each list.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/rule.h"

namespace sgc::checks {

struct ListStatistics {
  std::string point;
  ir::Direction direction = ir::Direction::Inbound;
  std::size_t rules = 0;
  std::uint64_t boxes = 0;      // range × range × service, that the rules would be if each were written out
  std::size_t dead = 0;         // rules that decide no packet
  std::size_t redundant = 0;    // rules that decide packets, but as what comes after would
  std::size_t pairs = 0;        // of rules whose order matters
  bool more_pairs = false;      // there are more: of one rule, kMostPairsOfRule are counted
  std::uint64_t nanoseconds = 0;
};

using CheckStatistics = std::vector<ListStatistics>;  // lists without rules are left out

}  // namespace sgc::checks
