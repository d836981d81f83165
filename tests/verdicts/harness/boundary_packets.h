// The packets that matter to a rule list: those at the edges of what its rules say, inside and outside, in each field.
// A rule that a target got wrong by one address, one bit of a prefix or one port is met by some of them.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::verdicts {

struct BoundaryOptions {
  std::size_t most = 20'000;  // packets in all; what is left out is spread evenly over rules and sets
  std::uint64_t seed = 1;
};

// For each rule and each family it speaks of: for every edge of its sources, destinations and services a packet on it,
// with the other fields inside the rule, and where one can be found such that the verdict hangs on this rule: no rule
// before it takes the packet, and what comes after it says otherwise. Then, in both families, packets of every kind at
// the ends of the address space, and random mixtures of all edges.
// No packet twice; the same list and options give the same packets; every packet can exist (exists_in()).
std::vector<ir::Packet> boundary_packets(const ir::Policy& policy, const ir::RuleList& list,
                                         const BoundaryOptions& options = {});

}  // namespace sgc::verdicts
