#include "targets/tencent/matching.h"

#include <fmt/format.h>

#include <algorithm>

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

bool covers(const Traffic& wide, const Traffic& narrow) {
  const auto within = [](NumberRange inner, NumberRange outer) {
    return outer.first <= inner.first && inner.last <= outer.last;
  };
  return wide.all == narrow.all && wide.first_protocol == narrow.first_protocol &&
         wide.last_protocol == narrow.last_protocol && narrow.families.within(wide.families) &&
         within(narrow.a, wide.a) && within(narrow.b, wide.b);
}

// With all ports in place of a range from 0, where the service has all of that.
Traffic without_port_zero(const Traffic& traffic, const ServiceSet& services) {
  Traffic wide = traffic;
  const auto try_all = [&](NumberRange Traffic::* ports) {
    Traffic all = wide;
    all.*ports = kAllPorts;
    if (begins_at_zero(wide.*ports) && services.contains(all.services())) wide = all;
  };
  try_all(&Traffic::b);
  try_all(&Traffic::a);
  try_all(&Traffic::b);  // all source ports may have the rest of these
  return wide;
}

}  // namespace

std::vector<Traffic> acl_pieces(const ServiceSet& services, cloud::Families families) {
  std::vector<Traffic> pieces;
  for (const Traffic& traffic : cloud::traffic_of(services, families)) {
    const Traffic piece = is_port_protocol(traffic) ? without_port_zero(traffic, services) : traffic;
    const auto said = [&](const Traffic& other) { return covers(other, piece); };
    if (std::any_of(pieces.begin(), pieces.end(), said)) continue;
    std::erase_if(pieces, [&](const Traffic& other) { return covers(piece, other); });
    pieces.push_back(piece);
  }
  return pieces;
}

const cloud::Matching kGroupMatching{kCloud, false, group_obstacle, group_widened};
const cloud::Matching kQuintupleMatching{kCloud, true, acl_obstacle, acl_widened, acl_pieces};

}  // namespace sgc::targets::tencent
