#include "tests/verdicts/harness/baseline.h"

#include "compiler/net/protocol.h"
#include "tests/verdicts/harness/memberships.h"

namespace sgc::verdicts {
namespace {

constexpr std::uint16_t kDhcpServer = 67, kDhcpClient = 68;
constexpr std::uint16_t kDhcpV6Client = 546, kDhcpV6Server = 547;
constexpr u128 kDhcpV6Servers = (u128{0xFF02} << 112U) | 0x1'0002;  // ff02::1:2

bool is_link_local(Address address) { return address.family == Family::V6 && address.value >> 118U == 0xFE80U >> 6U; }

bool is_neighbour_discovery(const ir::Packet& packet, std::uint8_t hop_limit) {
  constexpr std::uint16_t kFirst = 133, kLast = 136;
  constexpr std::uint8_t kFromThisLink = 255;
  return packet.protocol == protocol::kIcmp6 && packet.a >= kFirst && packet.a <= kLast && hop_limit == kFromThisLink;
}

bool is_listener_discovery(const ir::Packet& packet, std::uint8_t hop_limit) {
  constexpr std::uint16_t kFirst = 130, kLast = 132, kSecondVersion = 143;
  const bool type = (packet.a >= kFirst && packet.a <= kLast) || packet.a == kSecondVersion;
  const bool source = packet.source == 0 || is_link_local(packet.source_address());
  return packet.protocol == protocol::kIcmp6 && type && hop_limit == 1 && source;
}

bool is_dhcp(ir::Direction direction, const ir::Packet& packet) {
  const bool inbound = direction == ir::Direction::Inbound;
  if (packet.protocol != protocol::kUdp) return false;
  if (packet.family == Family::V4) {
    return packet.a == (inbound ? kDhcpServer : kDhcpClient) && packet.b == (inbound ? kDhcpClient : kDhcpServer);
  }
  if (inbound) return packet.a == kDhcpV6Server && packet.b == kDhcpV6Client && is_link_local(packet.source_address());
  const bool to_servers = packet.destination == kDhcpV6Servers || is_link_local(packet.destination_address());
  return packet.a == kDhcpV6Client && packet.b == kDhcpV6Server && to_servers;
}

}  // namespace

bool in_baseline(ir::Direction direction, const ir::Packet& packet, std::uint8_t hop_limit) {
  if (is_dhcp(direction, packet)) return true;
  if (packet.family == Family::V4) {
    return packet.protocol == protocol::kIgmp && is_multicast(packet.destination_address());
  }
  return is_neighbour_discovery(packet, hop_limit) || is_listener_discovery(packet, hop_limit);
}

}  // namespace sgc::verdicts
