// What happens to the packets of a query. They are cut into kinds that no list of the policy can tell apart;
// one packet of each kind is traced, and kinds that meet the same rules are one answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/packet_query.h"
#include "compiler/ir/trace.h"

namespace sgc::driver {

// The packets of a kind: all of these services between all of these addresses.
struct PacketKind {
  AddressSet from;
  AddressSet to;
  ServiceSet services;
};

struct Answer {
  ir::Way way;  // as an example packet takes it
  ir::Packet example;
  std::vector<PacketKind> kinds;
};

// One list, asked alone.
struct OneList {
  ir::PointId point;
  ir::Direction direction = ir::Direction::Inbound;
};

constexpr std::size_t kMostPackets = 20'000;

// In the order in which their first packets come; empty where no list of the policy is asked; nothing where
// more than kMostPackets kinds of packet would have to be traced.
std::optional<std::vector<Answer>> answers(const ir::Policy& policy, const PacketQuery& query,
                                           const std::optional<OneList>& only);

}  // namespace sgc::driver
