// The packet that `sgc explain` asks about: "tcp 203.0.113.9:40000 -> edge 80". What is left out (ports, an
// ICMP type, the address of a point that has several) stands for everything that it can be.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "compiler/ir/policy.h"

namespace sgc::driver {

struct PacketQuery {
  struct End {
    ir::PointId point;     // unknown where an address was written
    AddressSet addresses;  // not empty; to a load balancer: its VIPs
  };

  End from;
  End to;
  std::uint8_t protocol = 0;
  NumberRange a =
      kAllPorts;  // source port or ICMP type; clipped to what packets of the protocol and a family have
  NumberRange b = kAllPorts;  // destination port or ICMP code
};

struct PacketFault {
  std::string what;
  std::string help;
};

// Also takes the form in which diagnostics show packets: "… -> 10.0.1.5:8080".
std::variant<PacketQuery, PacketFault> parse_packet_query(std::string_view text, const ir::Policy& policy);

}  // namespace sgc::driver
