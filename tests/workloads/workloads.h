// Seeded rule lists and feeds of the sizes that matter, and packets for them. The same seed gives the same list on
// every machine.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "compiler/ir/packet.h"
#include "tests/workloads/policy_maker.h"

namespace sgc::workloads {

using Random = std::mt19937_64;

// 0 to below - 1, the same on every machine (std::uniform_int_distribution is not).
std::uint64_t below(Random& random, std::uint64_t limit);

// A feed of `count` lines before merging, nine in ten of them single hosts, a tenth overlapping another.
AddressSet feed_v4(std::size_t count, std::uint64_t seed);
// The same in IPv6: prefixes of 32 to 64 bits and single hosts, in some ten thousand allocations.
AddressSet feed_v6(std::size_t count, std::uint64_t seed);

// `count` independent rules over shared networks: sources any 15 %, destinations any 10 %, prefixes of 8 to 32 bits,
// exact ports, ranges, any port; sixty percent allow, the default denies.
void add_mixed_rules(PolicyMaker& maker, std::size_t count, Family family, std::uint64_t seed);

// `count` rules between groups of objects, groups within groups and common services: what grows in a company.
void add_group_rules(PolicyMaker& maker, std::size_t count, Family family, std::uint64_t seed);

// A short random policy over few addresses and ports, so that rules meet: ranges, holes, both families, every kind of
// service, blacklists that stand before established traffic.
void add_random_rules(PolicyMaker& maker, std::size_t count, std::uint64_t seed);

// A packet that some rule of the list is likely to match: at a border of its sets and services, or next to one.
ir::Packet packet_near_rules(Random& random, const ir::Policy& policy, const ir::RuleList& list);

// Any packet at all.
ir::Packet any_packet(Random& random);

}  // namespace sgc::workloads
