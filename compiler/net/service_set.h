// What a rule says of a packet beside its addresses: a set of (family, protocol, two numbers), the numbers being
// source and destination port, or ICMP type and code (see Detail). Canonical, so that equal sets compare equal.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/net/address.h"
#include "compiler/net/protocol.h"

namespace sgc {

// A closed range of ports, types or codes.
using NumberRange = ClosedRange<std::uint16_t>;

constexpr NumberRange kAllPorts{0, kMaxPort};
constexpr NumberRange kAllIcmp{0, kMaxIcmp};
constexpr NumberRange kNoDetail{0, 0};

// The full range of either number of a packet with this detail.
constexpr NumberRange full_range(Detail detail) {
  switch (detail) {
    case Detail::Ports: return kAllPorts;
    case Detail::Icmp: return kAllIcmp;
    case Detail::None: return kNoDetail;
  }
  return kNoDetail;
}

// One block of a service: one family, protocols with one kind of detail, and a rectangle of numbers clipped to what
// such a packet can have.
struct ServiceBox {
  Family family = Family::V4;
  std::uint8_t first_protocol = 0;  // a range only where the numbers are kNoDetail
  std::uint8_t last_protocol = 0;
  NumberRange a;  // source port, or ICMP type
  NumberRange b;  // destination port, or ICMP code

  auto operator<=>(const ServiceBox&) const = default;
};

// What of a concrete packet a service looks at.
struct ServicePoint {
  Family family = Family::V4;
  std::uint8_t protocol = 0;
  std::uint16_t a = 0;
  std::uint16_t b = 0;

  auto operator<=>(const ServicePoint&) const = default;
};

class ServiceSet {
 public:
  ServiceSet() = default;

  static ServiceSet all();                       // every protocol that exists, both families
  static ServiceSet all(Family family);
  static ServiceSet of_protocol(std::uint8_t number);  // both families where it exists (1: IPv4 only, 58: IPv6 only)
  static ServiceSet ports(std::uint8_t number, NumberRange source, NumberRange destination);  // tcp, udp or sctp
  static ServiceSet icmp(Family family, NumberRange type, NumberRange code);

  // Boxes in any order, overlapping or not; each is clipped to what exists.
  static ServiceSet from_boxes(std::vector<ServiceBox> boxes);

  // Disjoint and in ascending order; the same set has the same boxes.
  std::span<const ServiceBox> boxes() const { return boxes_; }

  bool empty() const { return boxes_.empty(); }
  bool empty(Family family) const;
  bool is_all() const { return *this == all(); }
  bool contains(const ServicePoint& point) const;
  bool contains(const ServiceSet& other) const;
  bool overlaps(const ServiceSet& other) const;

  ServiceSet restricted_to(Family family) const;

  friend ServiceSet unite(const ServiceSet& a, const ServiceSet& b);
  friend ServiceSet intersect(const ServiceSet& a, const ServiceSet& b);
  friend ServiceSet subtract(const ServiceSet& a, const ServiceSet& b);

  bool operator==(const ServiceSet&) const = default;
  std::size_t hash() const;

 private:
  explicit ServiceSet(std::vector<ServiceBox> canonical) : boxes_(std::move(canonical)) {}

  std::vector<ServiceBox> boxes_;
};

ServiceSet unite(const ServiceSet& a, const ServiceSet& b);
ServiceSet intersect(const ServiceSet& a, const ServiceSet& b);
ServiceSet subtract(const ServiceSet& a, const ServiceSet& b);

// In the words of the language: "tcp 80, 443; icmp echo-request; proto 89 (IPv4)". A family is named only where the
// set has one family of a protocol that exists in both. "nothing" for the empty set; "all except tcp 22" where that is
// shorter.
std::string to_string(const ServiceSet& set);
std::string to_string(const ServiceBox& box);

}  // namespace sgc
