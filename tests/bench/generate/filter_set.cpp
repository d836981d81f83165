#include "tests/bench/generate/filter_set.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "compiler/net/prefix.h"
#include "compiler/support/assert.h"
#include "tests/bench/generate/random.h"

namespace sgc::generate {

// Shares in percent.
struct FilterProfile {
  struct Addresses {
    unsigned distinct;              // prefixes, per 100 rules
    std::array<unsigned, 7> share;  // of lengths 0, 1-15, 16, 17-23, 24, 25-31, 32
  };
  struct Ports {
    unsigned any, exact, high, low;  // the rest are ranges
  };
  struct Protocols {
    unsigned tcp, udp, icmp, other;  // the rest are any
  };
  std::string_view style;
  Addresses source;
  Addresses destination;
  Ports source_ports;
  Ports destination_ports;
  Protocols protocols;
  unsigned services;  // distinct, per 100 rules of small sets
};

namespace {

constexpr FilterProfile kProfiles[] = {
    {"acl1", {7, {1, 1, 0, 10, 5, 30, 53}}, {30, {1, 4, 1, 15, 3, 27, 49}}, {100, 0, 0, 0}, {27, 62, 0, 0}, {89, 1, 2, 0}, 12},
    {"acl2", {26, {12, 23, 8, 15, 6, 19, 17}}, {46, {7, 19, 7, 11, 12, 19, 25}}, {100, 0, 0, 0}, {70, 23, 1, 0}, {42, 9, 1, 0}, 5},
    {"acl3", {41, {9, 13, 3, 22, 9, 32, 12}}, {36, {9, 5, 1, 2, 1, 44, 38}}, {100, 0, 0, 0}, {9, 70, 12, 0}, {63, 27, 4, 0}, 20},
    {"acl4", {21, {5, 15, 4, 19, 9, 35, 13}}, {39, {7, 9, 0, 2, 1, 40, 41}}, {99, 1, 0, 0}, {8, 70, 10, 0}, {63, 29, 4, 0}, 22},
    {"acl5", {27, {0, 4, 6, 14, 2, 24, 50}}, {53, {0, 0, 0, 0, 0, 53, 47}}, {100, 0, 0, 0}, {27, 64, 3, 0}, {27, 46, 25, 2}, 7},
    {"fw1", {17, {40, 24, 0, 4, 0, 19, 13}}, {20, {23, 10, 0, 3, 0, 34, 30}}, {78, 14, 8, 0}, {32, 61, 7, 0}, {54, 33, 5, 7}, 15},
    {"fw2", {80, {10, 9, 5, 29, 19, 14, 14}}, {31, {51, 18, 0, 7, 6, 5, 13}}, {35, 49, 16, 0}, {100, 0, 0, 0}, {36, 25, 14, 0}, 3},
    {"fw3", {17, {52, 20, 1, 5, 1, 10, 11}}, {8, {24, 13, 0, 3, 0, 34, 26}}, {78, 16, 6, 0}, {27, 67, 6, 0}, {54, 37, 7, 0}, 12},
    {"fw4", {6, {34, 22, 0, 3, 2, 15, 24}}, {17, {19, 10, 0, 16, 10, 19, 26}}, {10, 41, 36, 11}, {11, 70, 17, 1}, {61, 31, 2, 0}, 39},
    {"fw5", {21, {41, 25, 0, 7, 1, 16, 10}}, {22, {31, 13, 0, 0, 0, 34, 22}}, {73, 21, 5, 0}, {35, 61, 3, 0}, {50, 40, 7, 0}, 13},
    {"ipc1", {28, {8, 7, 3, 24, 14, 24, 20}}, {48, {5, 6, 5, 12, 13, 33, 26}}, {81, 17, 1, 0}, {57, 35, 6, 0}, {27, 38, 1, 1}, 13},
    {"ipc2", {24, {26, 15, 0, 8, 5, 20, 26}}, {13, {9, 5, 0, 0, 0, 41, 45}}, {71, 29, 0, 0}, {66, 34, 0, 0}, {16, 29, 39, 0}, 2},
};

constexpr std::array<std::pair<unsigned, unsigned>, 7> kLengths = {
    {{0, 0}, {2, 15}, {16, 16}, {17, 23}, {24, 24}, {25, 31}, {32, 32}}};

// Rules between two networks wider than this do not grow in number with the set.
constexpr unsigned kShort = 16;
constexpr std::size_t kMostWideRules = 400;

constexpr std::uint16_t kWellKnownPorts[] = {20,  21,  22,  23,   25,   53,   67,   69,   80,   88,   110,  111,
                                             119, 123, 135, 137,  138,  139,  143,  161,  162,  179,  389,  443,
                                             445, 465, 500, 514,  515,  554,  636,  873,  993,  995,  1433, 1521,
                                             1645, 1723, 1812, 2049, 3128, 3306, 3389, 5060, 5432, 5900, 8080, 8443};

template <std::size_t Size>
std::size_t pick(Random& random, const std::array<unsigned, Size>& shares) {
  unsigned at = random.below(100);
  for (std::size_t i = 0; i < Size; ++i) {
    if (at < shares[i]) return i;
    at -= shares[i];
  }
  return Size - 1;
}

// Prefixes by their kind of length. There are few short ones, however large the set, and they are used much.
struct Prefixes {
  static constexpr std::array<std::size_t, 7> kMost = {1, 40, 80, 1000, 2000, SIZE_MAX, SIZE_MAX};

  std::vector<PrefixV4> all;
  std::array<std::vector<std::uint32_t>, 7> by_kind;  // indices into `all`
};

// They lie in and beside each other as those of one network do: most begin like one that is there already.
Prefixes make_prefixes(Random& random, const FilterProfile::Addresses& profile, std::size_t rules) {
  const std::size_t wanted = std::max<std::size_t>(20, profile.distinct * rules / 100);
  Prefixes prefixes;
  for (std::size_t kind = 0; kind < kLengths.size(); ++kind) {
    const std::size_t count = std::min(Prefixes::kMost[kind], (wanted * profile.share[kind] + 99) / 100);
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned length = random.between(kLengths[kind].first, kLengths[kind].second);
      auto bits = static_cast<std::uint32_t>(random.bits());
      if (!prefixes.all.empty() && random.percent(75)) {
        const PrefixV4 near = prefixes.all[random.below(prefixes.all.size())];
        const unsigned most = std::min(near.length, length);
        const std::uint32_t open = PrefixV4::host_mask(most - random.below(std::min(most, 9U) + 1));
        bits = (near.first & ~open) | (bits & open);
      }
      prefixes.by_kind[kind].push_back(static_cast<std::uint32_t>(prefixes.all.size()));
      prefixes.all.push_back({bits & ~PrefixV4::host_mask(length), length});
    }
  }
  return prefixes;
}

// A prefix of a kind that is as frequent as the profile says; a few of each kind stand in many rules.
std::uint32_t pick_prefix(Random& random, const FilterProfile::Addresses& profile, const Prefixes& prefixes) {
  const auto& kind = prefixes.by_kind[pick(random, profile.share)];
  if (kind.empty()) return pick_prefix(random, profile, prefixes);
  const auto count = static_cast<std::uint32_t>(kind.size());
  return kind[random.percent(50) ? random.skewed(count) : random.below(count)];
}

NumberRange make_ports(Random& random, const FilterProfile::Ports& profile) {
  constexpr std::uint16_t kFirstHigh = 1024;
  const std::size_t kind = pick<5>(random, {profile.any, profile.exact, profile.high, profile.low, 100});
  switch (kind) {
    case 0: return kAllPorts;
    case 1: {
      const bool known = random.percent(70);
      const auto port = known ? kWellKnownPorts[random.skewed(std::size(kWellKnownPorts))]
                              : static_cast<std::uint16_t>(random.between(1, kMaxPort));
      return {port, port};
    }
    case 2: return {kFirstHigh, kMaxPort};
    case 3: return {0, kFirstHigh - 1};
    default: {
      const auto first = static_cast<std::uint16_t>(random.between(1, kMaxPort - 1));
      const std::uint32_t last = std::min<std::uint32_t>(kMaxPort, first + 1U + random.skewed(4096));
      return {first, static_cast<std::uint16_t>(last)};
    }
  }
}

ServiceSet make_service(Random& random, const FilterProfile& profile, Family family) {
  const FilterProfile::Protocols& p = profile.protocols;
  const std::size_t kind = pick<5>(random, {p.tcp, p.udp, p.icmp, p.other, 100});
  const NumberRange source = make_ports(random, profile.source_ports);
  const NumberRange destination = make_ports(random, profile.destination_ports);
  switch (kind) {
    case 0: return ServiceSet::ports(protocol::kTcp, source, destination);
    case 1: return ServiceSet::ports(protocol::kUdp, source, destination);
    case 2: return ServiceSet::of_protocol(family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6);
    case 3: return ServiceSet::of_protocol(random.percent(80) ? protocol::kGre : protocol::kEsp);
    default: {
      if (source == kAllPorts && destination == kAllPorts) return ServiceSet::all();
      return unite(ServiceSet::ports(protocol::kTcp, source, destination),
                   ServiceSet::ports(protocol::kUdp, source, destination));
    }
  }
}

// Larger sets have more rules for the same services: ports come from what is in use.
std::size_t count_services(const FilterProfile& profile, std::size_t rules) {
  constexpr std::size_t kSaturated = 2000;
  return std::max<std::size_t>(4, profile.services * std::min(rules, kSaturated) / 100);
}

// The same network in IPv6: 32 bits of the prefix of documentation, then those of IPv4.
AddressSet in_family(const PrefixV4& prefix, Family family) {
  if (family == Family::V4) return AddressSet::of({Family::V4, prefix.first, prefix.range().last});
  if (prefix.length == 0) return AddressSet::any(Family::V6);
  constexpr u128 kDocumentation = u128{0x20010DB8} << 96U;
  constexpr unsigned kShift = 64;
  const u128 first = kDocumentation | u128{prefix.first} << kShift;
  return AddressSet::of({Family::V6, first, first | PrefixV6::host_mask(32 + prefix.length)});
}

unsigned width(const ServiceSet& service) {
  unsigned bits = 0;
  for (const ServiceBox& box : service.boxes()) {
    bits = std::max(bits, floor_log2(std::uint32_t{box.a.last} - box.a.first + 1U) +
                              floor_log2(std::uint32_t{box.b.last} - box.b.first + 1U));
  }
  return service.is_all() ? 40 : bits;
}

}  // namespace

std::span<const std::string_view> filter_styles() {
  static const auto styles = [] {
    std::array<std::string_view, std::size(kProfiles)> names;
    std::transform(std::begin(kProfiles), std::end(kProfiles), names.begin(),
                   [](const FilterProfile& profile) { return profile.style; });
    return names;
  }();
  return styles;
}

RuleSet make_filter_set(const FilterOptions& options) {
  const auto profile = std::find_if(std::begin(kProfiles), std::end(kProfiles),
                                    [&](const FilterProfile& p) { return p.style == options.style; });
  SGC_ASSERT(profile != std::end(kProfiles), "the style is one of filter_styles()");

  Random random(options.seed * 1000003 + static_cast<std::uint64_t>(profile - kProfiles));
  const auto sources = make_prefixes(random, profile->source, options.rules);
  const auto destinations = make_prefixes(random, profile->destination, options.rules);
  RuleSet set;
  std::vector<unsigned> widths;
  for (std::size_t i = 0; i < count_services(*profile, options.rules); ++i) {
    const ServiceSet service = make_service(random, *profile, options.family);
    widths.push_back(width(service));
    set.add_service(service);
  }
  for (const PrefixV4& prefix : sources.all) set.add_group(in_family(prefix, options.family));
  for (const PrefixV4& prefix : destinations.all) set.add_group(in_family(prefix, options.family));

  // Narrow rules come first, as people write them, but not strictly.
  struct Placed {
    unsigned openness;
    RuleSet::Rule rule;
  };
  std::vector<Placed> placed;
  std::size_t wide_rules = 0;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, bool> seen;
  for (std::size_t tries = 0; placed.size() < options.rules && tries < 10 * options.rules; ++tries) {
    const std::uint32_t source = pick_prefix(random, profile->source, sources);
    const std::uint32_t destination = pick_prefix(random, profile->destination, destinations);
    const std::uint32_t service = random.skewed(static_cast<std::uint32_t>(set.services.size()));
    const unsigned lengths = sources.all[source].length + destinations.all[destination].length;
    const bool wide = sources.all[source].length < kShort && destinations.all[destination].length < kShort;
    if (wide && wide_rules == kMostWideRules) continue;
    if (!seen.try_emplace({source, destination, service}, true).second) continue;
    wide_rules += wide ? 1 : 0;
    placed.push_back({64 - lengths + widths[service] + random.below(12),
                      {source, static_cast<std::uint32_t>(sources.all.size()) + destination, service,
                       ir::Verdict::Allow}});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const Placed& a, const Placed& b) { return a.openness < b.openness; });

  std::uint32_t run = 0;
  ir::Verdict verdict = ir::Verdict::Allow;
  for (Placed& p : placed) {
    if (run == 0 || options.mixed) {
      verdict = random.percent(options.mixed ? 50 : 20) ? ir::Verdict::Deny : ir::Verdict::Allow;
      run = 1 + random.below(4);
    }
    --run;
    p.rule.verdict = verdict;
    set.rules.push_back(p.rule);
  }
  return set;
}

}  // namespace sgc::generate
