// What every cloud's lowering stands on: traffic, sides, blocks, names.
#include <gtest/gtest.h>

#include <random>

#include "targets/cloud/cidr.h"
#include "targets/cloud/sides.h"
#include "targets/cloud/text_rule.h"
#include "targets/cloud/traffic.h"
#include "tests/unit/targets/cloud_policy.h"

namespace sgc::targets::cloud {
namespace {

using test::addresses;
using test::tcp;
using test::udp;

TEST(CloudTraffic, what_both_families_have_is_said_once) {
  const auto list = traffic_of(tcp(80), kBothFamilies);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].families, kBothFamilies);
  EXPECT_EQ(list[0].b, (NumberRange{80, 80}));
  EXPECT_FALSE(list[0].tests_a());
}

TEST(CloudTraffic, all_stands_first_and_for_the_families_that_have_all) {
  const auto list = traffic_of(unite(ServiceSet::all(Family::V4), tcp(80)), kBothFamilies);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_TRUE(list[0].all);
  EXPECT_EQ(list[0].families, (Families{true, false}));
  EXPECT_EQ(list[1].families, (Families{false, true}));
}

TEST(CloudTraffic, a_port_with_any_source_port_is_not_cut_by_one_that_tests_it) {
  const ServiceSet both = unite(tcp(80), ServiceSet::ports(protocol::kTcp, {1024, kMaxPort}, {443, 443}));
  const auto list = traffic_of(both, {true, false});
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].a, kAllPorts);
  EXPECT_EQ(list[0].b, (NumberRange{80, 80}));
  EXPECT_EQ(list[1].a, (NumberRange{1024, kMaxPort}));
}

TEST(CloudTraffic, is_the_same_packets_without_overlaps_for_any_service) {
  std::mt19937 random(7);
  const auto number = [&](unsigned most) { return static_cast<std::uint16_t>(random() % (most + 1)); };
  for (int round = 0; round < 2000; ++round) {
    std::vector<ServiceBox> boxes;
    for (unsigned i = 0; i < 1 + random() % 5; ++i) {
      const Family family = random() % 2 == 0 ? Family::V4 : Family::V6;
      const std::uint8_t protocols[] = {1, 6, 17, 47, 58, 132};
      const std::uint8_t protocol = protocols[random() % 6];
      const NumberRange full = full_range(detail_of(family, protocol));
      const std::uint16_t a = number(std::min<unsigned>(full.last, 6));
      const std::uint16_t b = number(std::min<unsigned>(full.last, 6));
      const NumberRange first = random() % 2 == 0 ? full : NumberRange{a, static_cast<std::uint16_t>(a + random() % 2)};
      boxes.push_back({family, protocol, protocol, first, {b, static_cast<std::uint16_t>(b + random() % 3)}});
    }
    const ServiceSet services = ServiceSet::from_boxes(boxes);
    const auto list = traffic_of(services, kBothFamilies);
    EXPECT_EQ(services_of(list), services);
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(list[i].services().overlaps(list[j].services()));
    }
  }
}

TEST(CloudCidr, blocks_are_the_addresses_and_counted_without_being_made) {
  const AddressSet set = addresses("10.0.0.1-10.0.0.6, 2001:db8::/33");
  const auto blocks = cidrs_of(set, Family::V4);
  ASSERT_EQ(blocks.size(), 4U);
  EXPECT_EQ(to_string(blocks[0]), "10.0.0.1/32");
  EXPECT_EQ(to_string(blocks[1]), "10.0.0.2/31");
  EXPECT_EQ(count_cidrs(set, Family::V4), 4U);
  EXPECT_EQ(to_string(cidrs_of(set, Family::V6)[0]), "2001:db8::/33");
  EXPECT_EQ(cidrs_of(AddressSet::any(), Family::V4)[0].range().last, kLastAddressV4);
}

bool groups_only(const ir::Policy& policy, const ir::WhoItem& item) {
  return item.point.known() && policy.point(item.point).security_group() != nullptr;
}

TEST(CloudSides, a_group_is_a_reference_unless_something_is_taken_away_from_it) {
  test::PolicyBuilder builder;
  const auto web = builder.group("web", "10.0.1.0/24");
  const FarSide plain = split_far_side(builder.policy, builder.policy.whos[builder.point(web)], groups_only);
  EXPECT_EQ(plain.references.size(), 1U);
  EXPECT_TRUE(plain.addresses.empty());

  ir::Who less = builder.policy.whos[builder.point(web)];
  less.except = builder.policy.whos[builder.who("10.0.1.7")].items;
  less.addresses = builder.policy.sets.addresses.intern(addresses("10.0.1.0-10.0.1.6, 10.0.1.8-10.0.1.255"));
  const FarSide without = split_far_side(builder.policy, less, groups_only);
  EXPECT_TRUE(without.references.empty());
  EXPECT_FALSE(without.addresses.contains(Address{Family::V4, 0x0A000107}));
}

TEST(CloudSides, public_members_are_listed_beside_the_reference) {
  test::PolicyBuilder builder;
  const auto partner = builder.group("partner", "10.0.1.0/24, 198.51.100.0/24, 2001:db8::/64");
  const FarSide side = split_far_side(builder.policy, builder.policy.whos[builder.point(partner)], groups_only);
  EXPECT_EQ(side.addresses, addresses("198.51.100.0/24"));
}

TEST(CloudSides, the_near_side_is_judged_by_the_points_own_addresses) {
  const AddressSet own = addresses("10.0.1.0/24");
  EXPECT_EQ(near_of(AddressSet::any(), {}, Family::V4), Near::Everything);
  EXPECT_EQ(near_of(addresses("10.0.0.0/8"), own, Family::V4), Near::Everything);
  EXPECT_EQ(near_of(addresses("10.0.1.9"), own, Family::V4), Near::Part);
  EXPECT_EQ(near_of(addresses("10.0.2.9"), own, Family::V4), Near::Nothing);
  EXPECT_EQ(near_of(addresses("2001:db8::9"), own, Family::V6), Near::Nothing);
  EXPECT_EQ(near_of(addresses("10.0.1.9"), {}, Family::V4), Near::Part);
}

constexpr TextRule kNarrow{12, false, " .:-"};

TEST(CloudText, is_cleaned_and_cut) {
  EXPECT_EQ(fit_text("policy.sg:14", kNarrow), "policy.sg:14");
  EXPECT_EQ(fit_text("  a\n\tb  ", kNarrow), "a b");
  EXPECT_EQ(fit_text("a\"b<c>", kNarrow), "a_b_c_");
  EXPECT_EQ(fit_text("0123456789abcdef", kNarrow), "012345678...");
  EXPECT_EQ(fit_text("caf\xC3\xA9", kNarrow), "caf_");
  EXPECT_EQ(fit_text("caf\xC3\xA9 \xFF", TextRule{100, true, ""}), "caf\xC3\xA9 _");
  EXPECT_EQ(fit_text("@sgc:backend@", TextRule{100, false, "@:"}), "sgc:backend@");
}

TEST(CloudText, names_are_mangled_only_where_they_must_and_never_into_one_another) {
  constexpr std::string_view kStarts[] = {"sg-"};
  const NameRule rule{60, kStarts};
  EXPECT_EQ(fit_name("backend", rule), "backend");
  EXPECT_EQ(fit_name("sg-web", rule), "sgc-sg-web");
  EXPECT_EQ(fit_name("sgc-sg-web", rule), "sgc-sgc-sg-web");
  const std::string a = fit_name(std::string(63, 'a'), rule);
  const std::string b = fit_name(std::string(62, 'a') + "b", rule);
  EXPECT_EQ(a.size(), 60U);
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace sgc::targets::cloud
