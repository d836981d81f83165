// Protocol and numbers of a rule as AWS has them: one protocol (or all), and one range of ports or one ICMP type.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "targets/cloud/traffic.h"

namespace sgc::targets::aws {

// Of an ICMP type or code, and of a protocol: all.
inline constexpr std::int32_t kAll = -1;

struct Service {
  std::int32_t protocol = kAll;  // 0 to 255

  // tcp and udp: the first and the last port. ICMP: the type and the code, or kAll. Else both are kAll.
  std::int32_t from = kAll;
  std::int32_t to = kAll;

  bool has_ports() const { return protocol == protocol::kTcp || protocol == protocol::kUdp; }
  bool is_icmp() const { return protocol == protocol::kIcmp || protocol == protocol::kIcmp6; }

  auto operator<=>(const Service&) const = default;
};

// "tcp", "icmpv6", "50", "-1": as security groups call a protocol.
std::string protocol_name(const Service& service);

// Services that are together exactly this traffic. ICMP types and protocols have no ranges, so there may be many. Before:
// the ruling found no obstacle.
std::vector<Service> services_of(const cloud::Traffic& traffic);

// How many that would be.
std::uint64_t count_services(const cloud::Traffic& traffic);
std::uint64_t count_services(const ServiceSet& services, Family family);

// The packets that a rule with this service takes, from a block of one family, and from a reference.
ServiceSet set_of(const Service& service, Family family);
ServiceSet set_of(const Service& service);

}  // namespace sgc::targets::aws
