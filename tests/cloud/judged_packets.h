// The packets that a point's list is asked about: those at the edges of its rules, with a near side that is the
// point's own, as every packet has that reaches it.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/ir/packet.h"

namespace sgc::cloud_test {

std::vector<ir::Packet> judged_packets(const ir::Policy& policy, const ir::Point& point, ir::Direction direction,
                                       std::size_t most, std::uint64_t seed);

}  // namespace sgc::cloud_test
