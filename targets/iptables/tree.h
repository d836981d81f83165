// Long lists as trees of chains: a packet is sent on by prefixes of its source or destination, or by its protocol and
// port, until few lines are left to try. Lines stay as they are and in their order; a line that concerns several leaves
// stands in each of them. So whatever way a packet goes, it meets the lines that can take it, in order; what falls out
// of a leaf was taken by none.
#pragma once

#include <vector>

#include "targets/iptables/lines.h"

namespace sgc::iptables {

struct TreePlace {
  ir::Direction direction = ir::Direction::Inbound;
  Family family = Family::V4;
};

// What a base chain says instead of these lines. Where no tree is worth its room, the lines themselves.
Statements build_tree(LineMaker& maker, const TreePlace& place, const std::vector<Line>& lines);

}  // namespace sgc::iptables
