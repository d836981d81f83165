#include "targets/tencent/matching.h"

#include <fmt/format.h>

#include "targets/tencent/facts.h"

namespace sgc::targets::tencent {
namespace {

using cloud::Obstacle;
using cloud::Traffic;

bool is_port_protocol(const Traffic& traffic) { return traffic.is(protocol::kTcp) || traffic.is(protocol::kUdp); }

Obstacle named(Construct construct, std::string_view what, const Traffic& traffic, std::string mend) {
  return {construct, fmt::format("{} ({})", what, to_string(traffic.services())), std::move(mend)};
}

Obstacle icmp_types(const Traffic& traffic) {
  return named(Construct::IcmpTypes, "ICMP types", traffic, "write icmp or icmp6 without a type");
}

Obstacle other_protocol(const Traffic& traffic, std::string_view known) {
  return named(Construct::OtherProtocols, "this protocol", traffic, fmt::format("its rules know {}", known));
}

// Port 0 stands in no rule: ranges begin at 1, and only «all ports» takes it.
bool begins_at_zero(NumberRange ports) { return ports.first == 0 && ports != kAllPorts; }

Obstacle port_zero(const Traffic& traffic) {
  return named(Construct::PortLists, "port 0 in a range of ports", traffic, "let the range begin at 1");
}

std::optional<Obstacle> group_obstacle(const Traffic& traffic) {
  if (traffic.all || traffic.is(protocol::kGre)) return std::nullopt;
  if (traffic.has_icmp_types()) {
    return traffic.tests_a() || traffic.tests_b() ? std::optional(icmp_types(traffic)) : std::nullopt;
  }
  if (!is_port_protocol(traffic)) return other_protocol(traffic, "tcp, udp, icmp, icmp6, gre and all");
  if (traffic.tests_a()) {
    return named(Construct::SourcePorts, "source ports", traffic, "leave sport out, or use a network ACL");
  }
  return begins_at_zero(traffic.b) ? std::optional(port_zero(traffic)) : std::nullopt;
}

Traffic group_widened(const Traffic& traffic) {
  Traffic wide = traffic;
  if (traffic.has_icmp_types()) {
    wide.a = wide.b = kAllIcmp;
    return wide;
  }
  if (!is_port_protocol(traffic)) return {traffic.families, true, 0, 0, {}, {}};
  wide.a = kAllPorts;
  if (begins_at_zero(wide.b)) wide.b = kAllPorts;
  return wide;
}

std::optional<Obstacle> acl_obstacle(const Traffic& traffic) {
  if (traffic.all) return std::nullopt;
  if (traffic.is(protocol::kIcmp) && traffic.has_icmp_types()) {
    return traffic.tests_a() || traffic.tests_b() ? std::optional(icmp_types(traffic)) : std::nullopt;
  }
  if (!is_port_protocol(traffic)) return other_protocol(traffic, "tcp, udp, icmp over IPv4 and all");
  return begins_at_zero(traffic.a) || begins_at_zero(traffic.b) ? std::optional(port_zero(traffic)) : std::nullopt;
}

Traffic acl_widened(const Traffic& traffic) {
  Traffic wide = traffic;
  if (traffic.is(protocol::kIcmp) && traffic.has_icmp_types()) {
    wide.a = wide.b = kAllIcmp;
    return wide;
  }
  if (!is_port_protocol(traffic)) return {traffic.families, true, 0, 0, {}, {}};
  if (begins_at_zero(wide.a)) wide.a = kAllPorts;
  if (begins_at_zero(wide.b)) wide.b = kAllPorts;
  return wide;
}

}  // namespace

const cloud::Matching kGroupMatching{kCloud, false, group_obstacle, group_widened};
const cloud::Matching kQuintupleMatching{kCloud, true, acl_obstacle, acl_widened};

}  // namespace sgc::targets::tencent
