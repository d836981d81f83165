#include "tests/bench/xdp/streams.h"

#include "tests/workloads/workloads.h"

namespace sgc::bench {
namespace {

using workloads::below;
using workloads::Random;

constexpr std::uint64_t kSeed = 42;
constexpr u128 kGlobalUnicast = u128{0x2000} << 112U;

u128 wide(Random& random) { return u128{random()} << 64U | random(); }

u128 inside(Random& random, const AddressSet& set, Family family) {
  if (family == Family::V4) {
    const RangeV4& range = set.v4()[below(random, set.v4().size())];
    return range.first + below(random, std::uint64_t{range.last} - range.first + 1);
  }
  const RangeV6& range = set.v6()[below(random, set.v6().size())];
  const u128 width = range.last - range.first;
  return range.first + (width == ~u128{0} ? wide(random) : wide(random) % (width + 1));
}

u128 anywhere(Random& random, Family family) {
  if (family == Family::V4) return (1 + below(random, 223)) << 24U | below(random, 1U << 24U);
  return kGlobalUnicast | wide(random) >> 3U;
}

// In the networks that the set knows, where there are some: what lies next to it is harder to tell than what does not.
u128 outside(Random& random, const AddressSet& set, Family family) {
  for (;;) {
    u128 address = anywhere(random, family);
    if (family == Family::V6) address = inside(random, set, family) ^ wide(random) >> 64U;
    if (!set.contains({family, address})) return address;
    address = anywhere(random, family);
    if (!set.contains({family, address})) return address;
  }
}

ir::Packet opening(Random& random, Family family, u128 source) {
  ir::Packet packet;
  packet.family = family;
  packet.protocol = protocol::kTcp;
  packet.source = source;
  packet.destination = family == Family::V4 ? 0x0A000001 : kGlobalUnicast | 1;
  packet.a = static_cast<std::uint16_t>(1024 + below(random, 60000));
  packet.b = 80;
  return packet;
}

std::uint16_t in_range(Random& random, NumberRange range) {
  return static_cast<std::uint16_t>(range.first + below(random, range.last - range.first + 1U));
}

}  // namespace

Stream hits(const AddressSet& set, Family family, std::size_t count) {
  Random random(kSeed);
  Stream stream;
  while (stream.size() < count) stream.push_back(opening(random, family, inside(random, set, family)));
  return stream;
}

Stream misses(const AddressSet& set, Family family, std::size_t count) {
  Random random(kSeed);
  Stream stream;
  while (stream.size() < count) stream.push_back(opening(random, family, outside(random, set, family)));
  return stream;
}

Stream mixed(const AddressSet& set, Family family, std::size_t count) {
  Random random(kSeed);
  Stream stream;
  while (stream.size() < count) {
    const bool hit = below(random, 2) == 0;
    stream.push_back(opening(random, family, hit ? inside(random, set, family) : outside(random, set, family)));
  }
  return stream;
}

Stream trace(const ir::Policy& policy, const ir::RuleList& list, Family family, std::size_t count) {
  Random random(kSeed);
  const ServiceSet tcp = ServiceSet::of_protocol(protocol::kTcp).restricted_to(family);
  Stream stream;
  while (stream.size() < count) {
    const ir::Rule& rule = list.rules[below(random, list.rules.size())];
    const ServiceSet service = intersect(policy.service_set(rule.service), tcp);
    const AddressSet& from = policy.addresses(rule.source);
    const AddressSet& to = policy.addresses(rule.destination);
    if (service.empty() || from.empty(family) || to.empty(family)) continue;
    ir::Packet packet = opening(random, family, inside(random, from, family));
    packet.destination = inside(random, to, family);
    const ServiceBox& box = service.boxes()[below(random, service.boxes().size())];
    packet.a = in_range(random, box.a);
    packet.b = in_range(random, box.b);
    stream.push_back(packet);
  }
  return stream;
}

Stream one_of(const Stream& stream) { return {stream.front()}; }

}  // namespace sgc::bench
