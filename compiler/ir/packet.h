// One concrete packet that opens a connection (or belongs to none): what rule lists judge. Traffic of established
// connections never comes before a list at stateful points.
#pragma once

#include <string>

#include "compiler/net/address.h"
#include "compiler/net/service_set.h"

namespace sgc::ir {

struct Packet {
  Family family = Family::V4;  // of both addresses
  std::uint8_t protocol = 0;
  u128 source = 0;
  u128 destination = 0;
  std::uint16_t a = 0;  // source port or ICMP type, see detail_of(); else 0
  std::uint16_t b = 0;  // destination port or ICMP code; else 0

  Address source_address() const { return {family, source}; }
  Address destination_address() const { return {family, destination}; }
  ServicePoint service() const { return {family, protocol, a, b}; }

  bool operator==(const Packet&) const = default;
};

// The form of `sgc explain`: "tcp 198.51.100.66:40000 -> 10.0.1.5:8080", "icmp:3/4 192.0.2.1 -> 10.0.0.1",
// "tcp [2001:db8::1]:40000 -> [2001:db8:1::5]:80", "proto 89 192.0.2.1 -> 10.0.0.1".
std::string to_string(const Packet& packet);

// The packet that answers this one as a stateless filter sees it: addresses exchanged; ports exchanged; an echo
// request becomes an echo reply. Other packets keep protocol and numbers.
Packet reply_to(const Packet& packet);

}  // namespace sgc::ir
