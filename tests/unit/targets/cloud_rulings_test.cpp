#include "targets/cloud/rulings.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog.h"
#include "compiler/ir/evaluate.h"
#include "targets/cloud/agreement.h"
#include "tests/unit/targets/cloud_policy.h"

namespace sgc::targets::cloud {
namespace {

using ir::Verdict;
using test::tcp;

// A cloud that matches no ICMP types.
std::optional<Obstacle> no_types(const Traffic& traffic) {
  if (!traffic.has_icmp_types() || (!traffic.tests_a() && !traffic.tests_b())) return std::nullopt;
  return Obstacle{Construct::IcmpTypes, "ICMP types", "write icmp without a type"};
}
Traffic all_types(const Traffic& traffic) {
  Traffic wide = traffic;
  wide.a = wide.b = kAllIcmp;
  return wide;
}
constexpr Matching kMatching{"Test Cloud", false, no_types, all_types};

struct Case {
  test::PolicyBuilder builder;
  ir::PointId backend = builder.group("backend", "10.0.1.0/24, 2001:db8:1::/64");
  Sink sink;

  std::optional<ir::Policy> rule(bool safe) {
    const RuledPoint points[] = {{backend, &kMatching}};
    return rule_on(builder.done(), points, safe, sink);
  }
  const RuledPoint points_[1] = {{backend, &kMatching}};
};

TEST(CloudRulings, what_can_be_matched_is_left_alone) {
  Case test;
  test.builder.inbound(test.backend, Verdict::Allow, tcp(80), test.builder.who("any"));
  EXPECT_FALSE(test.rule(true));
  EXPECT_TRUE(test.sink.all().empty());
}

TEST(CloudRulings, what_cannot_is_an_error_with_the_mend) {
  Case test;
  test.builder.inbound(test.backend, Verdict::Allow, test::ping(), test.builder.who("any"));
  EXPECT_FALSE(test.rule(false));
  ASSERT_EQ(test.sink.errors(), 1U);
  EXPECT_EQ(test.sink.all()[0].code, kind::CloudCannotMatch.code);
  EXPECT_EQ(test.sink.all()[0].message, "Test Cloud cannot match ICMP types");
  EXPECT_NE(test.sink.all()[0].help.find("approximate safe"), std::string::npos);
}

TEST(CloudRulings, safely_an_allow_loses_what_cannot_be_matched_and_the_rest_stays) {
  Case test;
  test.builder.inbound(test.backend, Verdict::Allow, unite(tcp(80), test::ping()), test.builder.who("any"));
  test.builder.inbound(test.backend, Verdict::Allow, test::ping(), test.builder.who("any"));
  const auto policy = test.rule(true);
  ASSERT_TRUE(policy);
  const auto& rules = policy->point(test.backend).inbound.rules;
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(policy->service_set(rules[0].service), tcp(80));
  EXPECT_EQ(test.sink.errors(), 0U);
  EXPECT_EQ(test.sink.warnings(), 2U);
}

TEST(CloudRulings, safely_a_deny_grows) {
  Case test;
  test.builder.inbound(test.backend, Verdict::Deny, test::ping(), test.builder.who("any4"));
  const auto policy = test.rule(true);
  ASSERT_TRUE(policy);
  const ServiceSet& services = policy->service_set(policy->point(test.backend).inbound.rules[0].service);
  EXPECT_TRUE(services.contains(ServiceSet::icmp(Family::V4, kAllIcmp, kAllIcmp)));
}

TEST(CloudRulings, a_near_side_that_covers_the_members_is_no_obstacle) {
  Case test;
  test.builder.inbound(test.backend, Verdict::Allow, tcp(80), test.builder.who("any4")).destination =
      test.builder.who("10.0.0.0/8");
  EXPECT_FALSE(test.rule(false));
  EXPECT_EQ(test.sink.errors(), 0U);
}

TEST(CloudRulings, a_near_side_that_is_a_part_of_them_is_one) {
  Case test;
  test.builder.inbound(test.backend, Verdict::Allow, tcp(80), test.builder.who("any")).destination =
      test.builder.who("10.0.1.7, any6");
  test.builder.inbound(test.backend, Verdict::Deny, tcp(22), test.builder.who("any")).destination =
      test.builder.who("10.0.1.7");

  const auto policy = test.rule(true);

  ASSERT_TRUE(policy);
  const auto& rules = policy->point(test.backend).inbound.rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(policy->addresses(rules[0].destination), AddressSet::any(Family::V6));
  EXPECT_TRUE(policy->addresses(rules[1].destination).is_any(Family::V4));
}

// Whatever the list: what is made safe lets nothing through that the policy denies.
TEST(CloudRulings, an_approximation_is_never_wider) {
  std::uint32_t state = 1;
  const auto random = [&](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 16U) % below;
  };
  for (int round = 0; round < 300; ++round) {
    Case test;
    const ServiceSet services[] = {tcp(80), test::ping(), ServiceSet::all(), unite(tcp(22), test::ping()),
                                   ServiceSet::of_protocol(protocol::kIcmp)};
    const char* const sides[] = {"any", "10.0.1.7", "10.0.1.0/28, 2001:db8::/32", "198.51.100.0/24", "any6"};
    for (int i = 0; i < 6; ++i) {
      const Verdict verdict = random(2) == 0 ? Verdict::Allow : Verdict::Deny;
      const ir::WhoId from = test.builder.who(sides[random(5)]);
      const ir::WhoId to = test.builder.who(sides[random(5)]);
      test.builder.inbound(test.backend, verdict, services[random(5)], from).destination = to;
    }
    const ir::Direction inbound = ir::Direction::Inbound;
    const auto policy = test.rule(true);
    if (!policy) continue;
    const LineList fitted = LineList::of(*policy, policy->point(test.backend).inbound, inbound);
    const LineList written = LineList::of(test.builder.policy, test.builder.policy.point(test.backend).inbound, inbound);
    const AddressSet& members = policy->addresses(policy->point(test.backend).addresses);
    EXPECT_FALSE(disagreement(fitted, written, Demand::NoWider, inbound, members)) << "round " << round;
    Sink sink;
    EXPECT_FALSE(rule_on(*policy, test.points_, false, sink)) << "round " << round;
    EXPECT_EQ(sink.errors(), 0U) << "round " << round;
  }
}

TEST(CloudRulings, log_reject_and_established_deny_are_not_silent) {
  Case test;
  ir::Rule& rule = test.builder.inbound(test.backend, Verdict::Reject, tcp(80), test.builder.who("any"));
  test.builder.notes(rule).log = true;
  test.builder.inbound(test.backend, Verdict::Reject, tcp(81), test.builder.who("any"));
  test.builder.blacklist("threats", "203.0.113.0/24", {test.backend});
  test.builder.policy.points[test.backend.index].inbound.rules.front().before_established = true;

  report_left_out(test.builder.policy, test.points_, test.sink);

  ASSERT_EQ(test.sink.all().size(), 3U);
  EXPECT_EQ(test.sink.all()[0].message, "Test Cloud does not log by rule: log is left out");
  EXPECT_EQ(test.sink.all()[1].notes.front().message, "2 rules in all");
  EXPECT_EQ(test.sink.all()[2].code, kind::CloudEstablishedDeny.code);
  EXPECT_EQ(test.sink.errors(), 1U);
}

}  // namespace
}  // namespace sgc::targets::cloud
