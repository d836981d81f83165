#include "targets/aws/service.h"

#include <fmt/format.h>

namespace sgc::targets::aws {
namespace {

using cloud::Traffic;

std::uint64_t width(NumberRange range) { return std::uint64_t{1} + range.last - range.first; }

bool exists(const Traffic& traffic, std::uint8_t number) {
  return (traffic.families.v4 && exists_in(Family::V4, number)) || (traffic.families.v6 && exists_in(Family::V6, number));
}

// One number for each type, or, where not all codes are meant, each code of each type.
std::vector<Service> icmp_services(const Traffic& traffic) {
  const std::int32_t number = traffic.first_protocol;
  if (!traffic.tests_a() && !traffic.tests_b()) return {{number, kAll, kAll}};
  std::vector<Service> services;
  for (std::int32_t type = traffic.a.first; type <= traffic.a.last; ++type) {
    if (!traffic.tests_b()) {
      services.push_back({number, type, kAll});
      continue;
    }
    for (std::int32_t code = traffic.b.first; code <= traffic.b.last; ++code) services.push_back({number, type, code});
  }
  return services;
}

NumberRange numbers(std::int32_t first, std::int32_t last) {
  return {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

ServiceSet icmp_set(Family family, const Service& service) {
  const NumberRange types = service.from == kAll ? kAllIcmp : numbers(service.from, service.from);
  const NumberRange codes = service.to == kAll ? kAllIcmp : numbers(service.to, service.to);
  return ServiceSet::icmp(family, types, codes);
}

}  // namespace

std::string protocol_name(const Service& service) {
  switch (service.protocol) {
    case protocol::kTcp: return "tcp";
    case protocol::kUdp: return "udp";
    case protocol::kIcmp: return "icmp";
    case protocol::kIcmp6: return "icmpv6";
    default: return fmt::format("{}", service.protocol);
  }
}

std::vector<Service> services_of(const Traffic& traffic) {
  if (traffic.all) return {{}};
  if (traffic.has_icmp_types()) return icmp_services(traffic);

  std::vector<Service> services;
  for (std::int32_t number = traffic.first_protocol; number <= traffic.last_protocol; ++number) {
    if (!exists(traffic, static_cast<std::uint8_t>(number))) continue;
    Service service{number, kAll, kAll};
    if (service.has_ports()) {
      service.from = traffic.b.first;
      service.to = traffic.b.last;
    }
    services.push_back(service);
  }
  return services;
}

std::uint64_t count_services(const Traffic& traffic) {
  if (traffic.all) return 1;
  if (traffic.has_icmp_types()) {
    if (!traffic.tests_a() && !traffic.tests_b()) return 1;
    return width(traffic.a) * (traffic.tests_b() ? width(traffic.b) : 1);
  }
  std::uint64_t count = 0;
  for (unsigned number = traffic.first_protocol; number <= traffic.last_protocol; ++number) {
    count += exists(traffic, static_cast<std::uint8_t>(number)) ? 1 : 0;
  }
  return count;
}

std::uint64_t count_services(const ServiceSet& services, Family family) {
  std::uint64_t count = 0;
  for (const Traffic& traffic : cloud::traffic_of(services, {family == Family::V4, family == Family::V6})) {
    count += count_services(traffic);
  }
  return count;
}

ServiceSet set_of(const Service& service, Family family) {
  if (service.protocol == kAll) return ServiceSet::all(family);
  const auto number = static_cast<std::uint8_t>(service.protocol);
  if (service.has_ports()) {
    return ServiceSet::ports(number, kAllPorts, numbers(service.from, service.to)).restricted_to(family);
  }
  const Detail detail = detail_of(family, number);
  if (detail == Detail::Icmp) return icmp_set(family, service);
  return ServiceSet::from_boxes({{family, number, number, full_range(detail), full_range(detail)}});
}

// ICMP is IPv4's and ICMPv6 is IPv6's: a reference, which has no family, takes neither in the other's.
ServiceSet set_of(const Service& service) {
  if (service.protocol == protocol::kIcmp) return set_of(service, Family::V4);
  if (service.protocol == protocol::kIcmp6) return set_of(service, Family::V6);
  return unite(set_of(service, Family::V4), set_of(service, Family::V6));
}

}  // namespace sgc::targets::aws
