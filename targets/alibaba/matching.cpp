#include "targets/alibaba/matching.h"

#include <fmt/format.h>

#include "targets/alibaba/facts.h"

namespace sgc::targets::alibaba {
namespace {

using cloud::Obstacle;
using cloud::Traffic;

bool has_known_ports(const Traffic& traffic) { return traffic.is(protocol::kTcp) || traffic.is(protocol::kUdp); }

Obstacle named(Construct construct, std::string_view what, const Traffic& traffic, std::string mend) {
  return {construct, fmt::format("{} ({})", what, to_string(traffic.services())), std::move(mend)};
}

std::optional<Obstacle> obstacle(const Traffic& traffic) {
  if (traffic.all || traffic.is(protocol::kGre) || has_known_ports(traffic)) return std::nullopt;
  if (!traffic.has_icmp_types()) {
    return named(Construct::OtherProtocols, "this protocol", traffic, "its rules know tcp, udp, icmp, icmp6, gre and all");
  }
  if (!traffic.tests_a() && !traffic.tests_b()) return std::nullopt;
  return named(Construct::IcmpTypes, "ICMP types", traffic, "write icmp or icmp6 without a type");
}

Traffic widened(const Traffic& traffic) {
  if (!traffic.has_icmp_types()) return {traffic.families, true, 0, 0, {}, {}};
  Traffic wide = traffic;
  wide.a = wide.b = kAllIcmp;
  return wide;
}

constexpr bool kTestsNearSide = true;

}  // namespace

const cloud::Matching kMatching{kCloud, kTestsNearSide, obstacle, widened};

}  // namespace sgc::targets::alibaba
