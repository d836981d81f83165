#include "targets/cloud/agreement.h"

#include <gtest/gtest.h>

#include "compiler/ir/evaluate.h"
#include "tests/unit/targets/cloud_policy.h"

namespace sgc::targets::cloud {
namespace {

using ir::Direction;
using ir::Verdict;
using test::addresses;
using test::tcp;

constexpr Direction kInbound = Direction::Inbound;

struct TwoLists {
  test::PolicyBuilder builder;
  ir::PointId one = builder.group("one", "10.0.1.0/24");
  ir::PointId two = builder.group("two", "10.0.1.0/24");

  const ir::RuleList& list(ir::PointId id) const { return builder.policy.point(id).inbound; }
  std::optional<Disagreement> compare(Demand demand, const AddressSet& apart = {}) {
    const LineList first = LineList::of(builder.policy, list(one), kInbound);
    const LineList second = LineList::of(builder.policy, list(two), kInbound);
    return disagreement(first, second, demand, kInbound, addresses("10.0.1.0/24"), apart);
  }
};

TEST(CloudAgreement, the_same_list_agrees_and_a_split_one_too) {
  TwoLists lists;
  lists.builder.inbound(lists.one, Verdict::Allow, tcp(80, 81), lists.builder.who("10.0.0.0/8"));
  lists.builder.inbound(lists.two, Verdict::Allow, tcp(81), lists.builder.who("10.0.0.0/9"));
  lists.builder.inbound(lists.two, Verdict::Allow, tcp(80), lists.builder.who("10.0.0.0/8"));
  lists.builder.inbound(lists.two, Verdict::Allow, tcp(81), lists.builder.who("10.128.0.0/9"));
  EXPECT_FALSE(lists.compare(Demand::Same));
}

TEST(CloudAgreement, one_address_and_one_port_too_many_is_found_with_a_packet) {
  TwoLists lists;
  lists.builder.inbound(lists.one, Verdict::Allow, tcp(80), lists.builder.who("192.0.2.0/24"));
  lists.builder.inbound(lists.two, Verdict::Allow, tcp(80), lists.builder.who("192.0.2.0/24"));
  lists.builder.inbound(lists.one, Verdict::Allow, tcp(81), lists.builder.who("203.0.113.9"));
  const auto found = lists.compare(Demand::Same);
  ASSERT_TRUE(found);
  EXPECT_EQ(ir::to_string(found->packet), "tcp 203.0.113.9:0 -> 10.0.1.0:81");
  EXPECT_TRUE(found->first_allows);
  EXPECT_EQ(found->first_line, 1U);
  EXPECT_FALSE(found->second_line);
  EXPECT_FALSE(lists.compare(Demand::Same, addresses("203.0.113.9")));
}

TEST(CloudAgreement, narrower_is_no_wider) {
  TwoLists lists;
  lists.builder.inbound(lists.two, Verdict::Allow, tcp(80), lists.builder.who("192.0.2.0/24"));
  EXPECT_TRUE(lists.compare(Demand::Same));
  EXPECT_FALSE(lists.compare(Demand::NoWider));
}

TEST(CloudAgreement, only_packets_of_the_points_own_addresses_are_asked_about) {
  TwoLists lists;
  lists.builder.inbound(lists.one, Verdict::Allow, tcp(80), lists.builder.who("any4")).destination =
      lists.builder.who("10.0.0.0/16");
  lists.builder.inbound(lists.two, Verdict::Allow, tcp(80), lists.builder.who("any4"));
  EXPECT_FALSE(lists.compare(Demand::Same));
}

TEST(CloudAgreement, protocols_without_a_word_are_asked_about_in_both_families) {
  TwoLists lists;
  lists.builder.inbound(lists.one, Verdict::Allow, ServiceSet::of_protocol(42), lists.builder.who("any"));
  lists.builder.inbound(lists.two, Verdict::Allow, ServiceSet::of_protocol(42), lists.builder.who("any"));
  lists.builder.inbound(lists.two, Verdict::Allow, ServiceSet::of_protocol(45), lists.builder.who("any4"));
  const auto found = lists.compare(Demand::Same);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->packet.protocol, 45);
}

// Random pairs of lists over a small world: found exactly when some packet of that world tells them apart, and the
// packet found does.
TEST(CloudAgreement, is_what_the_evaluator_says_of_every_packet) {
  std::uint32_t state = 3;
  const auto random = [&](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 16U) % below;
  };
  const char* const sides[] = {"any", "10.0.0.1", "10.0.0.0/30", "10.0.0.2-10.0.0.5, 2001:db8::1", "any6", "2001:db8::/126"};
  const ServiceSet services[] = {tcp(1), tcp(1, 2), ServiceSet::all(), test::ping(), ServiceSet::of_protocol(47)};
  std::vector<ir::Packet> world;
  for (const std::uint8_t protocol : {std::uint8_t{1}, std::uint8_t{6}, std::uint8_t{47}, std::uint8_t{58}}) {
    for (std::uint16_t n : {std::uint16_t{0}, std::uint16_t{1}, std::uint16_t{2}, std::uint16_t{3}, std::uint16_t{8}, std::uint16_t{128}}) {
      for (std::uint32_t a = 0; a < 8; ++a) {
        const Detail v4 = detail_of(Family::V4, protocol);
        const Detail v6 = detail_of(Family::V6, protocol);
        const auto first = [&](Detail detail) { return detail == Detail::Icmp ? n : std::uint16_t{0}; };
        const auto second = [&](Detail detail) { return detail == Detail::Ports ? n : std::uint16_t{0}; };
        world.push_back({Family::V4, protocol, 0x0A000000U + a, 0x0A000100U, first(v4), second(v4)});
        world.push_back({Family::V6, protocol, (u128{0x20010db8} << 96U) + a, 1, first(v6), second(v6)});
      }
    }
  }
  int differing = 0;
  for (int round = 0; round < 400; ++round) {
    TwoLists lists;
    for (const ir::PointId point : {lists.one, lists.two}) {
      for (int i = 0; i < 4; ++i) {
        const Verdict verdict = random(2) == 0 ? Verdict::Allow : Verdict::Deny;
        lists.builder.inbound(point, verdict, services[random(5)], lists.builder.who(sides[random(6)]));
      }
    }
    const ir::Policy& policy = lists.builder.policy;
    const LineList first = LineList::of(policy, lists.list(lists.one), kInbound);
    const LineList second = LineList::of(policy, lists.list(lists.two), kInbound);
    const auto allows = [&](ir::PointId id, const ir::Packet& packet) {
      return ir::evaluate(policy, lists.list(id), packet).verdict == Verdict::Allow;
    };
    bool differs = false;
    bool wider = false;
    for (const ir::Packet& packet : world) {
      differs = differs || allows(lists.one, packet) != allows(lists.two, packet);
      wider = wider || (allows(lists.one, packet) && !allows(lists.two, packet));
    }
    const auto found = disagreement(first, second, Demand::Same, kInbound, {});
    EXPECT_EQ(found.has_value(), differs) << "round " << round;
    EXPECT_EQ(disagreement(first, second, Demand::NoWider, kInbound, {}).has_value(), wider) << "round " << round;
    if (found) {
      ++differing;
      EXPECT_EQ(allows(lists.one, found->packet), found->first_allows);
      EXPECT_NE(allows(lists.two, found->packet), found->first_allows);
    }
  }
  EXPECT_GT(differing, 100);
  EXPECT_LT(differing, 400);
}

}  // namespace
}  // namespace sgc::targets::cloud
