#include "targets/iptables/service_axis.h"

#include "compiler/net/protocol.h"

namespace sgc::iptables {

RangeList<std::uint32_t> service_numbers(const ServiceTest* test) {
  if (test == nullptr) return {{0, whole_protocol(protocol::kLast).range().last}};
  const ClosedRange<std::uint32_t> all = whole_protocol(test->protocol).range();
  if (test->destination_ports.empty()) return {all};

  RangeList<std::uint32_t> numbers;
  for (const NumberRange& ports : test->destination_ports) numbers.push_back({all.first | ports.first, all.first | ports.last});
  return numbers;
}

bool told_by_numbers(const ServiceTest& test) { return test.kind != ServiceTest::Kind::Icmp && test.source_ports.empty(); }

ServiceTest test_for(ServicePrefix prefix) {
  ServiceTest test;
  test.protocol = protocol_of(prefix);
  if (prefix == whole_protocol(test.protocol)) return test;

  const ClosedRange<std::uint32_t> range = prefix.range();
  test.kind = ServiceTest::Kind::Ports;
  test.destination_ports = {{static_cast<std::uint16_t>(range.first & kMaxPort), static_cast<std::uint16_t>(range.last & kMaxPort)}};
  return test;
}

}  // namespace sgc::iptables
