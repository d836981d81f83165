#include "targets/aws/matching.h"

#include <fmt/format.h>

#include "targets/aws/facts.h"

namespace sgc::targets::aws {
namespace {

using cloud::Obstacle;
using cloud::Traffic;

bool is_port_protocol(const Traffic& traffic) { return traffic.is(protocol::kTcp) || traffic.is(protocol::kUdp); }

Obstacle named(Construct construct, std::string_view what, const Traffic& traffic, std::string mend) {
  return {construct, fmt::format("{} ({})", what, to_string(traffic.services())), std::move(mend)};
}

std::optional<Obstacle> obstacle(const Traffic& traffic) {
  if (!traffic.has_ports()) return std::nullopt;
  const bool tests = traffic.tests_a() || traffic.tests_b();
  if (!is_port_protocol(traffic) && tests) {
    return named(Construct::OtherProtocols, "ports of this protocol", traffic, "leave its ports out");
  }
  if (traffic.tests_a()) return named(Construct::SourcePorts, "source ports", traffic, "leave sport out");
  return std::nullopt;
}

Traffic widened(const Traffic& traffic) {
  Traffic wide = traffic;
  wide.a = kAllPorts;
  if (!is_port_protocol(traffic)) wide.b = kAllPorts;
  return wide;
}

}  // namespace

const cloud::Matching kMatching{kCloud, false, obstacle, widened};

}  // namespace sgc::targets::aws
