#include "tests/bench/generate/stress.h"

#include <algorithm>

#include "compiler/net/prefix.h"
#include "tests/bench/generate/random.h"

namespace sgc::generate {
namespace {

// Builds a set of rules one after the other.
class Builder {
 public:
  AddressSet prefix(std::uint32_t bits, unsigned length) const {
    const RangeV4 range = PrefixV4{bits & ~PrefixV4::host_mask(length), length}.range();
    return AddressSet::of({Family::V4, range.first, range.last});
  }
  ServiceSet tcp(NumberRange source, NumberRange destination) const {
    return ServiceSet::ports(protocol::kTcp, source, destination);
  }
  ServiceSet tcp(std::uint32_t first, std::uint32_t last) const {
    return tcp(kAllPorts, {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(std::min<std::uint32_t>(last, kMaxPort))});
  }
  ir::Verdict verdict() { return random.percent(50) ? ir::Verdict::Allow : ir::Verdict::Deny; }

  void add(AddressSet from, AddressSet to, ServiceSet service, ir::Verdict verdict) {
    RuleSet::Rule rule;
    rule.source = rules.add_group(std::move(from));
    rule.destination = rules.add_group(std::move(to));
    rule.service = rules.add_service(std::move(service));
    rule.verdict = verdict;
    rules.rules.push_back(rule);
  }

  Random random{1};
  RuleSet rules;
  AddressSet any = AddressSet::any(Family::V4);
};

// Both sides cut into all prefixes of one length, so that no node of the tree has addresses of its own.
template <unsigned Length>
RuleSet tiles() {
  Builder b;
  for (std::uint32_t i = 0; i < 1U << Length; ++i) {
    b.add(b.prefix(i << (32 - Length), Length), b.any, b.tcp(80, 80), ir::Verdict::Allow);
  }
  for (std::uint32_t i = 0; i < 1U << Length; ++i) {
    b.add(b.any, b.prefix(i << (32 - Length), Length), b.tcp(443, 443), ir::Verdict::Allow);
  }
  for (int i = 0; i < 100; ++i) {
    const std::uint32_t port = b.random.below(60000);
    b.add(b.any, b.any, b.tcp(port, port + 1000), b.verdict());
  }
  b.add(b.any, b.any, b.tcp(80, 80), ir::Verdict::Deny);
  b.add(b.any, b.any, b.tcp(443, 443), ir::Verdict::Allow);
  return std::move(b.rules);
}

RuleSet crossing_port_stripes() {
  Builder b;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    const auto first = static_cast<std::uint16_t>(16 * i);
    const NumberRange stripe{first, static_cast<std::uint16_t>(first + 40)};
    b.add(b.any, b.any, b.tcp(stripe, kAllPorts), b.verdict());
    b.add(b.any, b.any, b.tcp(kAllPorts, stripe), b.verdict());
  }
  for (int i = 0; i < 200; ++i) {
    const auto source = static_cast<std::uint16_t>(b.random.below(30000));
    const auto destination = static_cast<std::uint16_t>(b.random.below(30000));
    b.add(b.any, b.any,
          b.tcp(NumberRange{source, static_cast<std::uint16_t>(source + 20000)},
                NumberRange{destination, static_cast<std::uint16_t>(destination + 20000)}),
          b.verdict());
  }
  return std::move(b.rules);
}

// The same with one verdict but for the default: every stripe is redundant or needed for all it has.
RuleSet alternating_stripes() {
  RuleSet rules = crossing_port_stripes();
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    rules.rules[i].verdict = i % 2 == 0 ? ir::Verdict::Allow : ir::Verdict::Deny;
  }
  return rules;
}

RuleSet port_rectangles() {
  Builder b;
  const auto side = [&] {
    const std::uint32_t a = b.random.below(65536);
    const std::uint32_t c = b.random.below(65536);
    const std::uint32_t first = std::min(a, c);
    return NumberRange{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(std::min(std::max(a, c), first + 20000))};
  };
  for (int i = 0; i < 2000; ++i) b.add(b.any, b.any, b.tcp(side(), side()), b.verdict());
  b.add(b.any, b.any, b.tcp(0, kMaxPort), ir::Verdict::Allow);
  return std::move(b.rules);
}

// One host on each side that is in 400 groups there.
RuleSet host_in_many_groups() {
  constexpr std::uint32_t kGroups = 400;
  Builder b;
  for (std::uint32_t i = 0; i < 20 * kGroups; ++i) {
    const std::uint32_t port = b.random.below(65535);
    b.add(unite(b.prefix(0x0A000001, 32), b.prefix(0x0A010000 + i % kGroups, 32)),
          unite(b.prefix(0x0B000001, 32), b.prefix(0x0B010000 + i / 7 % kGroups, 32)), b.tcp(port, port), b.verdict());
  }
  return std::move(b.rules);
}

RuleSet nested_chain() {
  Builder b;
  for (unsigned i = 33; i-- > 0;) {
    for (unsigned j = 33; j-- > 0;) {
      b.add(b.prefix(0x0A0A0A0A, i), b.prefix(0x0B0B0B0B, j), ServiceSet::all(),
            (i + j) % 2 == 0 ? ir::Verdict::Deny : ir::Verdict::Allow);
    }
  }
  return std::move(b.rules);
}

// Hosts that fill their networks, then the networks, then wide rules over all of it.
RuleSet filled_networks() {
  constexpr std::uint32_t kHosts = 50000;
  Builder b;
  for (std::uint32_t i = 0; i < kHosts; ++i) {
    b.add(b.prefix(0x0A000000 + i, 32), b.prefix(static_cast<std::uint32_t>(b.random.bits()), 24),
          b.tcp(b.random.below(1024), kMaxPort), b.verdict());
  }
  for (std::uint32_t i = 0; i < kHosts / 256; ++i) {
    b.add(b.prefix(0x0A000000 + 256 * i, 24), b.any, ServiceSet::all(), b.verdict());
  }
  for (int i = 0; i < 5000; ++i) {
    b.add(b.prefix(0x0A000000, b.random.between(8, 15)),
          b.prefix(static_cast<std::uint32_t>(b.random.bits()), b.random.between(8, 24)),
          b.tcp(b.random.below(1024), kMaxPort), b.verdict());
  }
  return std::move(b.rules);
}

// Ranges that are no prefixes, each overlapping its neighbours.
RuleSet sliding_ranges() {
  Builder b;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const std::uint32_t first = 0x0A000003 + 97 * i;
    const AddressSet range = AddressSet::of({Family::V4, first, first + 1000});
    b.add(i % 2 == 0 ? range : b.any, i % 2 == 0 ? b.any : range, b.tcp(80, 80 + i % 7), b.verdict());
  }
  b.add(b.any, b.any, ServiceSet::all(), ir::Verdict::Allow);
  return std::move(b.rules);
}

constexpr StressShape kShapes[] = {
    {"both sides tiled by /8", tiles<8>},
    {"both sides tiled by /12", tiles<12>},
    {"4000 crossing port stripes", crossing_port_stripes},
    {"the same, verdicts alternating", alternating_stripes},
    {"2000 port rectangles", port_rectangles},
    {"a host in 400 groups on both sides", host_in_many_groups},
    {"33 x 33 nested prefixes", nested_chain},
    {"50000 hosts that fill their networks", filled_networks},
    {"3000 sliding address ranges", sliding_ranges},
};

}  // namespace

std::span<const StressShape> stress_shapes() { return kShapes; }

}  // namespace sgc::generate
