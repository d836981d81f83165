// Denies that come too late for the point that they stand at. By the letter of the list they decide packets: to addresses
// that the point does not have, which an earlier allow, to the point's own, leaves over. Of the packets that come here,
// earlier allows have every one. In a family that the point has no address of, all packets of the deny count.
#pragma once

#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/space/prover.h"

namespace sgc::checks {

class ListFacts;

struct LateHere {
  std::size_t rule = 0;             // place in the list
  std::vector<std::size_t> allows;  // that have, together, its packets to or from the point's own addresses
  ir::Packet packet;                // one of these, which an allow takes
};

// Ascending. Before: `own` are the addresses of the point's machines; empty where nobody knows them, and nothing is late
// here then.
std::vector<LateHere> find_late_here(ListFacts& facts, const AddressSet& own, const space::Limits& limits);

}  // namespace sgc::checks
