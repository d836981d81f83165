// A service in the units of cloud rules: one protocol (or all), one range of source and one of destination numbers,
// in one or both address families. What is the same in both families is said once, as a rule by reference says it.
#pragma once

#include <string>
#include <vector>

#include "compiler/net/service_set.h"

namespace sgc::targets::cloud {

struct Families {
  bool v4 = false;
  bool v6 = false;

  bool has(Family family) const { return family == Family::V4 ? v4 : v6; }
  bool none() const { return !v4 && !v6; }
  bool within(Families other) const { return (!v4 || other.v4) && (!v6 || other.v6); }
  bool operator==(const Families&) const = default;
};

constexpr Families kBothFamilies{true, true};

Families operator&(Families a, Families b);

struct Traffic {
  Families families;
  bool all = false;  // every protocol that exists in these families; the rest is then 0
  std::uint8_t first_protocol = 0;
  std::uint8_t last_protocol = 0;  // beyond the first only for protocols without ports or types
  NumberRange a;                   // source ports, or ICMP types
  NumberRange b;                   // destination ports, or ICMP codes

  bool is(std::uint8_t protocol) const { return !all && first_protocol == protocol && last_protocol == protocol; }
  bool has_ports() const { return !all && detail_of(family(), first_protocol) == Detail::Ports; }
  bool has_icmp_types() const { return !all && detail_of(family(), first_protocol) == Detail::Icmp; }

  // Whether the first or second number tests anything.
  bool tests_a() const { return !all && a != full_range(detail_of(family(), first_protocol)); }
  bool tests_b() const { return !all && b != full_range(detail_of(family(), first_protocol)); }

  // One of the families.
  Family family() const { return families.v4 ? Family::V4 : Family::V6; }

  // The packets that it takes, as a set.
  ServiceSet services() const;

  bool operator==(const Traffic&) const = default;
};

// The service, in these families, as a list without overlaps: «all» first, then by protocol and numbers; what is the
// same in both families once.
std::vector<Traffic> traffic_of(const ServiceSet& services, Families families);

// The same as a set.
ServiceSet services_of(const std::vector<Traffic>& list);

}  // namespace sgc::targets::cloud
