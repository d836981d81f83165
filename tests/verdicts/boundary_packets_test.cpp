// Boundary packets are good if they tell a list from every list that is nearly the same.
#include "tests/verdicts/harness/boundary_packets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/ir/evaluate.h"
#include "tests/verdicts/harness/dice.h"
#include "tests/verdicts/harness/hand_made_list.h"
#include "tests/verdicts/harness/test_words.h"

namespace sgc::verdicts {
namespace {

using ir::Verdict;

std::vector<ir::Packet> packets_of(const HandMadeList& made, std::size_t most = 20'000) {
  return boundary_packets(made.policy, made.list, {most, 1});
}

// A list with one rule: allow TCP ports 80 to 90 from the one to the other.
HandMadeList one_rule(const AddressSet& from, const AddressSet& to, NumberRange ports = {80, 90}) {
  HandMadeList made;
  made.add(Verdict::Allow, from, to, ServiceSet::ports(protocol::kTcp, kAllPorts, ports));
  return made;
}

// Whether some packet has another verdict in the other list.
bool tells_apart(const HandMadeList& one, const HandMadeList& other) {
  const auto packets = packets_of(one);
  return std::any_of(packets.begin(), packets.end(),
                     [&](const ir::Packet& p) { return one.verdict_of(p) != other.verdict_of(p); });
}

TEST(BoundaryPackets, MeetEveryEdgeOfAnAddressSetOnBothSides) {
  const AddressSet to = addresses({"10.0.0.1", "2001:db8::1"});
  const HandMadeList right = one_rule(addresses({"192.0.2.16/28", "198.51.100.7", "2001:db8:1::/64"}), to);
  for (const auto& nearly : {addresses({"192.0.2.15-192.0.2.31", "198.51.100.7", "2001:db8:1::/64"}),
                             addresses({"192.0.2.17-192.0.2.31", "198.51.100.7", "2001:db8:1::/64"}),
                             addresses({"192.0.2.16-192.0.2.30", "198.51.100.7", "2001:db8:1::/64"}),
                             addresses({"192.0.2.16-192.0.2.32", "198.51.100.7", "2001:db8:1::/64"}),
                             addresses({"192.0.2.16/28", "198.51.100.6", "2001:db8:1::/64"}),
                             addresses({"192.0.2.16/28", "198.51.100.7", "2001:db8:1::/65"}),
                             addresses({"192.0.2.16/28", "198.51.100.7", "2001:db8:1::/63"}),
                             addresses({"192.0.2.16/28", "198.51.100.7"})}) {
    EXPECT_TRUE(tells_apart(right, one_rule(nearly, to))) << to_string(nearly);
    EXPECT_TRUE(tells_apart(one_rule(to, addresses({"192.0.2.16/28", "198.51.100.7", "2001:db8:1::/64"})),
                            one_rule(to, nearly))) << to_string(nearly);
  }
}

TEST(BoundaryPackets, MeetTheEndsOfTheAddressSpace) {
  const AddressSet to = addresses({"any"});
  const HandMadeList all = one_rule(addresses({"any"}), to);
  for (const auto& nearly : {addresses({"0.0.0.1-255.255.255.255", "any6"}), addresses({"0.0.0.0-255.255.255.254", "any6"}),
                             addresses({"any4"}), addresses({"any6"})}) {
    EXPECT_TRUE(tells_apart(all, one_rule(nearly, to))) << to_string(nearly);
  }
}

TEST(BoundaryPackets, MeetEveryEdgeOfAService) {
  const AddressSet any = addresses({"any"});
  const auto list = [&](const ServiceSet& service) { return HandMadeList().add(Verdict::Allow, any, any, service); };
  const auto tcp = [](NumberRange source, NumberRange destination) {
    return ServiceSet::ports(protocol::kTcp, source, destination);
  };
  const HandMadeList right = list(tcp({1024, 65535}, {80, 90}));
  for (const ServiceSet& nearly : {tcp({1023, 65535}, {80, 90}), tcp({1025, 65535}, {80, 90}), tcp({1024, 65534}, {80, 90}),
                                   tcp({1024, 65535}, {79, 90}), tcp({1024, 65535}, {81, 90}), tcp({1024, 65535}, {80, 89}),
                                   tcp({1024, 65535}, {80, 91}), tcp(kAllPorts, {80, 90}), tcp({80, 90}, {1024, 65535}),
                                   ServiceSet::ports(protocol::kUdp, {1024, 65535}, {80, 90})}) {
    EXPECT_TRUE(tells_apart(right, list(nearly))) << to_string(nearly);
  }

  EXPECT_TRUE(tells_apart(list(ServiceSet::icmp(Family::V4, {3, 3}, {4, 4})), list(ServiceSet::icmp(Family::V4, {3, 3}, {4, 5}))));
  EXPECT_TRUE(tells_apart(list(ServiceSet::icmp(Family::V4, {3, 3}, {4, 4})), list(ServiceSet::icmp(Family::V4, {3, 4}, {4, 4}))));
  EXPECT_TRUE(tells_apart(list(ServiceSet::icmp(Family::V6, {135, 135}, kAllIcmp)), list(ServiceSet::icmp(Family::V6, {134, 135}, kAllIcmp))));
  EXPECT_TRUE(tells_apart(list(ServiceSet::of_protocol(89)), list(ServiceSet::of_protocol(90))));
  EXPECT_TRUE(tells_apart(list(ServiceSet::of_protocol(89)), list(unite(ServiceSet::of_protocol(89), ServiceSet::of_protocol(88)))));
  for (const std::uint8_t number : {protocol::kIcmp, protocol::kTcp, protocol::kUdp, protocol::kGre, protocol::kEsp,
                                    protocol::kAh, protocol::kIcmp6, protocol::kSctp}) {
    EXPECT_TRUE(tells_apart(list(ServiceSet::all()), list(subtract(ServiceSet::all(), ServiceSet::of_protocol(number))))) << int{number};
  }
}

TEST(BoundaryPackets, ReachARuleBehindOthers) {
  const AddressSet any = addresses({"any4"});
  const auto list = [&](std::string_view hole) {
    HandMadeList made;
    made.add(Verdict::Deny, addresses({"0.0.0.0-192.0.2.9", "192.0.2.11-255.255.255.255"}), any, ServiceSet::all());
    made.add(Verdict::Allow, any, addresses({hole}), ServiceSet::ports(protocol::kTcp, kAllPorts, {22, 22}));
    return made;
  };
  EXPECT_TRUE(tells_apart(list("10.0.0.0/24"), list("10.0.0.0/25")));
  EXPECT_TRUE(tells_apart(list("10.0.0.0/24"), list("10.0.0.0/23")));
}

TEST(BoundaryPackets, AreTheSameEachTimeAndNoneTwice) {
  const HandMadeList made = one_rule(addresses({"192.0.2.0/24"}), addresses({"10.0.0.0/8"}));
  const auto packets = packets_of(made);
  EXPECT_EQ(packets, packets_of(made));
  EXPECT_NE(packets, boundary_packets(made.policy, made.list, {20'000, 2}));
  for (std::size_t i = 1; i < packets.size(); ++i) ASSERT_NE(packets[i - 1], packets[i]);
}

TEST(BoundaryPackets, CanAllExist) {
  HandMadeList made;
  made.add(Verdict::Allow, addresses({"any"}), addresses({"any"}), ServiceSet::all());
  made.add(Verdict::Deny, addresses({"any"}), addresses({"any"}), ServiceSet::of_protocol(45));
  for (const ir::Packet& packet : packets_of(made)) {
    const std::uint16_t greatest = full_range(detail_of(packet.family, packet.protocol)).last;
    ASSERT_TRUE(exists_in(packet.family, packet.protocol)) << to_string(packet);
    ASSERT_LE(packet.source, last_address(packet.family));
    ASSERT_LE(packet.destination, last_address(packet.family));
    ASSERT_TRUE(packet.a <= greatest && packet.b <= greatest) << to_string(packet);
  }
}

TEST(BoundaryPackets, KeepToTheirNumberAndStillReachFarIntoALargeSet) {
  std::vector<RangeV4> ranges;
  for (std::uint32_t i = 0; i < 100'000; ++i) ranges.push_back({i * 1000, i * 1000});
  const HandMadeList made = one_rule(AddressSet::from_ranges(ranges, {}), addresses({"any4"}));

  const auto packets = packets_of(made, 2'000);
  EXPECT_LE(packets.size(), 2'000U);
  EXPECT_GT(packets.size(), 500U);
  std::size_t eighths = 0;
  for (u128 eighth = 0; eighth < 8; ++eighth) {
    const u128 first = eighth * 12'500'000;
    eighths += std::any_of(packets.begin(), packets.end(), [&](const ir::Packet& p) {
      return p.source % 1000 == 0 && p.source > 0 && p.source >= first && p.source < first + 12'500'000;
    }) ? 1U : 0U;
  }
  EXPECT_EQ(eighths, 8U);
}

TEST(BoundaryPackets, OfAnEmptyListStillHoldEveryKind) {
  const HandMadeList made;
  const auto packets = packets_of(made);
  for (const Family family : kFamilies) {
    for (const std::uint8_t number : {protocol::kTcp, protocol::kUdp, protocol::kSctp, protocol::kGre, protocol::kEsp}) {
      EXPECT_TRUE(std::any_of(packets.begin(), packets.end(), [&](const ir::Packet& p) {
        return p.family == family && p.protocol == number;
      })) << int{number};
    }
  }
}

}  // namespace
}  // namespace sgc::verdicts
