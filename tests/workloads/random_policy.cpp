#include <array>

#include "tests/workloads/workloads.h"

namespace sgc::workloads {
namespace {

// Few addresses with few differences, at every depth at which tables may branch.
constexpr std::array<std::uint32_t, 12> kV4{0,          0x0A000001, 0x0A0000FF, 0x0A000100, 0x0A00FFFF, 0x0A010000,
                                            0x0AFFFFFF, 0x0B000000, 0xC0000200, 0xE0000001, 0xFFFFFFFE, 0xFFFFFFFF};
constexpr std::array<std::uint64_t, 8> kHigh{0,
                                             0x20010DB800000000,
                                             0x20010DB800000001,
                                             0x20010DB8FFFFFFFF,
                                             0x20010DB900000000,
                                             0xFE80000000000000,
                                             0xFF02000000000000,
                                             UINT64_MAX};
constexpr std::array<std::uint64_t, 6> kLow{0, 1, 0xFFFFFFFF, 0x100000000, 0x8000000000000000, UINT64_MAX};
constexpr std::array<std::uint16_t, 12> kPorts{0, 1, 22, 53, 79, 80, 81, 443, 1023, 1024, 65534, 65535};
constexpr std::array<std::uint8_t, 14> kProtocols{0, 1, 2, 6, 17, 41, 43, 47, 50, 51, 58, 89, 132, 255};

template <class Table>
auto pick(Random& random, const Table& table) {
  return table[below(random, table.size())];
}

u128 some_address(Random& random, Family family) {
  if (family == Family::V4) return pick(random, kV4);
  return u128{pick(random, kHigh)} << 64U | pick(random, kLow);
}

AddressSet some_set(Random& random) {
  AddressSet set;
  const std::uint64_t roll = below(random, 8);
  if (roll == 0) return AddressSet::any();
  for (std::uint64_t ranges = 1 + below(random, 4); ranges > 0; --ranges) {
    const Family family = below(random, 2) == 0 ? Family::V4 : Family::V6;
    const u128 a = some_address(random, family);
    const u128 b = below(random, 3) == 0 ? a : some_address(random, family);
    set = unite(set, AddressSet::of({family, std::min(a, b), std::max(a, b)}));
  }
  if (roll == 1) return subtract(AddressSet::any(), set);
  if (roll == 2) return unite(set, AddressSet::any(Family::V4));
  return set;
}

NumberRange some_range(Random& random) {
  if (below(random, 3) == 0) return kAllPorts;
  const std::uint16_t a = pick(random, kPorts);
  const std::uint16_t b = below(random, 2) == 0 ? a : pick(random, kPorts);
  return {std::min(a, b), std::max(a, b)};
}

ServiceSet some_service(Random& random) {
  switch (below(random, 8)) {
    case 0: return ServiceSet::all();
    case 1: return ServiceSet::icmp(Family::V4, {static_cast<std::uint16_t>(below(random, 12)), 12}, kAllIcmp);
    case 2: return ServiceSet::icmp(Family::V6, {static_cast<std::uint16_t>(128 + below(random, 8)), 137}, {0, 1});
    case 3: return ServiceSet::of_protocol(pick(random, kProtocols));
    case 4: return ServiceSet::ports(protocol::kUdp, some_range(random), some_range(random));
    case 5: return ServiceSet::ports(protocol::kSctp, kAllPorts, some_range(random));
    default: return ServiceSet::ports(protocol::kTcp, kAllPorts, some_range(random));
  }
}

// A number at an end of the range or right beside it.
template <class Number>
Number near(Random& random, Number first, Number last, Number least, Number most) {
  switch (below(random, 5)) {
    case 0: return first == least ? first : static_cast<Number>(first - 1);
    case 1: return last == most ? last : static_cast<Number>(last + 1);
    case 2: return first;
    case 3: return last;
    default: return static_cast<Number>(first + static_cast<Number>(static_cast<Number>(last - first) / 2));
  }
}

u128 near_set(Random& random, const AddressSet& set, Family family) {
  if (set.empty(family)) return some_address(random, family);
  if (family == Family::V4) {
    const RangeV4& range = set.v4()[below(random, set.v4().size())];
    return near(random, range.first, range.last, std::uint32_t{0}, kLastAddressV4);
  }
  const RangeV6& range = set.v6()[below(random, set.v6().size())];
  return near(random, range.first, range.last, u128{0}, kLastAddressV6);
}

// The numbers that such a packet can have: none where the protocol has none.
void fit(ir::Packet& packet, std::uint16_t a, std::uint16_t b) {
  const NumberRange full = full_range(detail_of(packet.family, packet.protocol));
  packet.a = static_cast<std::uint16_t>(a & full.last);
  packet.b = static_cast<std::uint16_t>(b & full.last);
}

std::uint8_t existing_protocol(Random& random, Family family) {
  for (;;) {
    const auto number = below(random, 4) == 0 ? static_cast<std::uint8_t>(below(random, 256)) : pick(random, kProtocols);
    if (exists_in(family, number)) return number;
  }
}

}  // namespace

void add_random_rules(PolicyMaker& maker, std::size_t count, std::uint64_t seed) {
  Random random(seed);
  if (below(random, 3) == 0) maker.blacklist(some_set(random), below(random, 2) == 0, some_service(random));
  if (below(random, 3) == 0) maker.blacklist(some_set(random), below(random, 2) == 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto verdict = static_cast<ir::Verdict>(below(random, 3));
    maker.rule(verdict, some_service(random), some_set(random),
               below(random, 2) == 0 ? AddressSet::any() : some_set(random));
  }
  maker.otherwise(static_cast<ir::Verdict>(below(random, 3)));
}

ir::Packet packet_near_rules(Random& random, const ir::Policy& policy, const ir::RuleList& list) {
  if (list.rules.empty()) return any_packet(random);
  const ir::Rule& rule = list.rules[below(random, list.rules.size())];
  const AddressSet& from = policy.addresses(rule.source);
  const AddressSet& to = policy.addresses(rule.destination);
  const auto boxes = policy.service_set(rule.service).boxes();
  const ServiceBox& box = boxes[below(random, boxes.size())];

  ir::Packet packet;
  packet.family = box.family;
  packet.source = near_set(random, from, packet.family);
  packet.destination = near_set(random, to, packet.family);
  packet.protocol = near(random, box.first_protocol, box.last_protocol, std::uint8_t{0}, protocol::kLast);
  if (!exists_in(packet.family, packet.protocol)) packet.protocol = box.first_protocol;
  const auto most = full_range(detail_of(packet.family, packet.protocol)).last;
  fit(packet, near(random, box.a.first, box.a.last, std::uint16_t{0}, most),
      near(random, box.b.first, box.b.last, std::uint16_t{0}, most));
  return packet;
}

ir::Packet any_packet(Random& random) {
  ir::Packet packet;
  packet.family = below(random, 2) == 0 ? Family::V4 : Family::V6;
  packet.source = some_address(random, packet.family);
  packet.destination = some_address(random, packet.family);
  packet.protocol = existing_protocol(random, packet.family);
  fit(packet, pick(random, kPorts), pick(random, kPorts));
  return packet;
}

}  // namespace sgc::workloads
