#include "tests/workloads/workloads.h"

#include <array>

#include "compiler/net/prefix.h"

namespace sgc::workloads {
namespace {

constexpr u128 kGlobalUnicast = u128{0x2000} << 112U;

std::uint32_t public_v4(Random& random) {
  return static_cast<std::uint32_t>((1 + below(random, 223)) << 24U | below(random, 1U << 24U));
}

template <class Number>
ClosedRange<Number> prefix_at(Number address, unsigned length) {
  const Number mask = PrefixOf<Number>::host_mask(length);
  return PrefixOf<Number>{static_cast<Number>(address & static_cast<Number>(~mask)), length}.range();
}

// A number with the given chances in a hundred.
template <std::size_t N>
unsigned chosen(Random& random, const std::array<std::pair<unsigned, unsigned>, N>& chances) {
  std::uint64_t roll = below(random, 100);
  for (const auto& [chance, value] : chances) {
    if (roll < chance) return value;
    roll -= chance;
  }
  return chances.back().second;
}

AddressSet prefix_set(Family family, u128 address, unsigned length) {
  if (family == Family::V4) {
    return AddressSet::from_ranges({prefix_at(static_cast<std::uint32_t>(address), length)}, {});
  }
  return AddressSet::from_ranges({}, {prefix_at(address, length)});
}

// A network out of a pool of base addresses, so that rules meet.
class NetworkPool {
 public:
  // With `wide`, some of its networks are as wide as a /8.
  NetworkPool(Family family, std::size_t bases, bool wide, Random& random)
      : family_(family), wide_(wide), random_(random) {
    for (std::size_t i = 0; i < bases; ++i) {
      bases_.push_back(family == Family::V4 ? u128{public_v4(random)} : allocation(random) | host(random));
    }
  }

  AddressSet network() {
    constexpr std::array<std::pair<unsigned, unsigned>, 4> kV4{{{2, 8}, {13, 16}, {40, 24}, {45, 32}}};
    constexpr std::array<std::pair<unsigned, unsigned>, 4> kV6{{{2, 32}, {13, 48}, {40, 64}, {45, 128}}};
    const u128 base = bases_[below(random_, bases_.size())];
    unsigned length = chosen(random_, family_ == Family::V4 ? kV4 : kV6);
    if (!wide_ && length == kV4.front().second) length = kV4.back().second;
    return prefix_set(family_, base, length);
  }

  static u128 allocation(Random& random) {
    return kGlobalUnicast | u128{below(random, 0x300)} << 112U | u128{below(random, 0x400)} << 96U;
  }
  static u128 host(Random& random) {
    return u128{below(random, 0x10000)} << 80U | u128{below(random, 0x100)} << 64U | below(random, 1ULL << 40U);
  }

 private:
  Family family_;
  bool wide_;
  Random& random_;
  std::vector<u128> bases_;
};

NumberRange some_ports(Random& random) {
  const std::uint64_t roll = below(random, 100);
  if (roll < 60) {
    const auto port = static_cast<std::uint16_t>(1 + below(random, 1024));
    return {port, port};
  }
  if (roll < 85) {
    const auto first = static_cast<std::uint16_t>(1 + below(random, 60000));
    return {first, static_cast<std::uint16_t>(first + below(random, 5000))};
  }
  return kAllPorts;
}

ServiceSet mixed_service(Random& random) {
  const std::uint64_t roll = below(random, 100);
  if (roll >= 90) return ServiceSet::all();
  return ServiceSet::ports(roll < 60 ? protocol::kTcp : protocol::kUdp, kAllPorts, some_ports(random));
}

}  // namespace

std::uint64_t below(Random& random, std::uint64_t limit) { return random() % limit; }

AddressSet feed_v4(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<RangeV4> ranges;
  ranges.reserve(count);
  constexpr std::array<std::pair<unsigned, unsigned>, 3> kLengths{{{90, 32}, {9, 24}, {1, 24}}};
  for (std::size_t i = 0; i < count; ++i) {
    const bool overlaps = !ranges.empty() && below(random, 10) == 0;
    const std::uint32_t base = overlaps ? ranges[below(random, ranges.size())].first + 1 : public_v4(random);
    const unsigned length = below(random, 1000) == 0 ? 16U : chosen(random, kLengths);
    ranges.push_back(prefix_at(base, length));
  }
  return AddressSet::from_ranges(std::move(ranges), {});
}

AddressSet feed_v6(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<u128> allocations;
  for (int i = 0; i < 10'000; ++i) allocations.push_back(NetworkPool::allocation(random));

  std::vector<RangeV6> ranges;
  ranges.reserve(count);
  constexpr std::array<std::pair<unsigned, unsigned>, 4> kLengths{{{1, 36}, {44, 48}, {50, 64}, {5, 128}}};
  for (std::size_t i = 0; i < count; ++i) {
    const u128 base = allocations[below(random, allocations.size())] | NetworkPool::host(random);
    ranges.push_back(prefix_at(base, chosen(random, kLengths)));
  }
  return AddressSet::from_ranges({}, std::move(ranges));
}

void add_mixed_rules(PolicyMaker& maker, std::size_t count, Family family, std::uint64_t seed) {
  Random random(seed);
  NetworkPool pool(family, count / 8 + 1, true, random);
  const AddressSet any = AddressSet::any(family);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t roll = below(random, 100);
    const AddressSet from = roll < 15 ? any : pool.network();
    const AddressSet to = roll >= 15 && roll < 25 ? any : pool.network();
    const ir::Verdict verdict = below(random, 100) < 60 ? ir::Verdict::Allow : ir::Verdict::Deny;
    maker.rule(verdict, mixed_service(random), from, to);
  }
}

void add_group_rules(PolicyMaker& maker, std::size_t count, Family family, std::uint64_t seed) {
  Random random(seed);
  NetworkPool pool(family, count / 4 + 8, false, random);
  std::vector<AddressSet> groups;
  for (std::size_t i = 0; i < count / 16 + 4; ++i) {
    AddressSet group = pool.network();
    for (std::uint64_t more = below(random, 24); more > 0; --more) group = unite(group, pool.network());
    if (!groups.empty() && below(random, 3) == 0) group = unite(group, groups[below(random, groups.size())]);
    groups.push_back(std::move(group));
  }

  std::vector<ServiceSet> services;
  for (int i = 0; i < 200; ++i) {
    ServiceSet service = mixed_service(random);
    if (below(random, 3) == 0) service = unite(service, mixed_service(random));
    services.push_back(std::move(service));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const AddressSet from = below(random, 10) == 0 ? AddressSet::any(family) : groups[below(random, groups.size())];
    const AddressSet to = below(random, 10) == 0 ? AddressSet::any(family) : groups[below(random, groups.size())];
    const ir::Verdict verdict = below(random, 100) < 80 ? ir::Verdict::Allow : ir::Verdict::Deny;
    maker.rule(verdict, services[below(random, services.size())], from, to);
  }
}

}  // namespace sgc::workloads
