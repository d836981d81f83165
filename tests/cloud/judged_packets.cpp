#include "tests/cloud/judged_packets.h"

#include "targets/cloud/sides.h"
#include "tests/verdicts/harness/boundary_packets.h"

namespace sgc::cloud_test {

std::vector<ir::Packet> judged_packets(const ir::Policy& policy, const ir::Point& point, ir::Direction direction,
                                       std::size_t most, std::uint64_t seed) {
  const AddressSet& own = targets::cloud::near_addresses(policy, point, direction);
  const bool inbound = direction == ir::Direction::Inbound;
  std::vector<ir::Packet> packets;
  for (ir::Packet packet : verdicts::boundary_packets(policy, point.list(direction), {most, seed})) {
    u128& near = inbound ? packet.destination : packet.source;
    if (!own.empty() && !own.contains(Address{packet.family, near})) {
      const auto first = own.front(packet.family);
      if (!first) continue;
      near = first->value;
    }
    packets.push_back(packet);
  }
  return packets;
}

}  // namespace sgc::cloud_test
