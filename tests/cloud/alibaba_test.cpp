// What Alibaba Cloud makes of emitted plans is what the policy says: on the samples, on policies that show one thing
// each, on random ones; and a plan with one thing wrong is noticed.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/ir/evaluate.h"
#include "tests/cloud/alibaba_world.h"
#include "tests/cloud/judged_packets.h"
#include "tests/cloud/json_mutations.h"
#include "tests/cloud/samples.h"
#include "tests/cloud/whole_policies.h"
#include "tests/night.h"
#include "tests/properties/random_policy.h"

namespace sgc::cloud_test {
namespace {

constexpr std::size_t kPackets = 1500;  // a list
constexpr const char* kAlibaba = "alibaba";

void expect_agreement(const std::string& text) {
  const Compiled compiled = compile(text, kAlibaba, {}, true);
  ASSERT_TRUE(compiled.ok()) << compiled.messages() << text;
  AlibabaWorld world(compiled.policy(), compiled.files);
  const auto difference = world.difference(kPackets, 1);
  EXPECT_FALSE(difference) << *difference << "\n" << text;
  EXPECT_GT(world.asked(), 0U);
}

bool refused(const std::string& text, std::uint16_t code) {
  const Compiled compiled = compile(text, kAlibaba);
  return !compiled.ok() && compiled.has(code);
}

TEST(AlibabaMeaning, every_sample_of_the_seeds_means_there_what_it_says) {
  for (const Sample& sample : samples_of(kAlibaba)) {
    SCOPED_TRACE(sample.name);
    expect_agreement(sample.text);
  }
}

TEST(AlibabaMeaning, order_becomes_priorities) {
  expect_agreement(R"(
    securitygroup web {
      members 172.16.1.0/24, 2001:db8::/64
      inbound {
        allow ssh from 10.0.0.0/24
        deny  tcp 20-30 from 10.0.0.0/16
        allow tcp 1-100 from 10.0.0.0/8, 2001:db8:1::/48
        deny  all from any except 10.9.0.0/16
        allow tcp sport 20 from any
      }
      outbound { deny all to 10.0.0.0/8  allow all to any4 }
    })");
}

TEST(AlibabaMeaning, near_sides_and_references_in_both_families) {
  expect_agreement(R"(
    securitygroup web { members 172.16.1.0/24, 2001:db8:1::/64, 203.0.113.9 }
    securitygroup db {
      members 172.16.2.0/24, 2001:db8:2::/64
      inbound {
        deny  mysql from web to 172.16.2.7
        allow mysql from web
        allow redis from web to any4
        allow icmp, icmp6 from web
        allow tcp 81 from web to 2001:db8:2::7, 172.16.2.0/24
        allow tcp 9000 from self
      }
      outbound { allow all to web  deny all from 172.16.2.9 to any  default allow }
    })");
}

TEST(AlibabaMeaning, intra_group_allow_is_inner_access_or_addresses) {
  const std::string text = R"(
    securitygroup cluster {
      members 172.16.1.0/24, 2001:db8::/64, 203.0.113.0/30
      intra-group allow
      inbound { allow https from any }
      outbound { allow dns to any }
    })";
  expect_agreement(text);
  expect_agreement(text + "target alibaba { group-type enterprise }");
}

TEST(AlibabaMeaning, a_deny_that_inner_access_would_override_is_refused) {
  const std::string deny = "securitygroup g { members 172.16.1.0/24  intra-group allow  inbound { deny ssh from any } }";
  EXPECT_TRUE(refused(deny, kind::AlibabaInnerAccess.code));
  expect_agreement("securitygroup g { members 172.16.1.0/24  inbound { deny ssh from any  allow all from self } }");
  expect_agreement(deny + "target alibaba { group-type enterprise }");
}

TEST(AlibabaMeaning, instances_add_up_their_groups) {
  expect_agreement(R"(
    securitygroup quarantine { inbound { deny mysql from any except rfc1918 } outbound { default allow } }
    securitygroup web { inbound { allow http from any  allow tcp 3000-4000 from any } }
    securitygroup open { inbound { deny telnet from any  default allow } }
    instance web1 { addresses 172.16.1.11, 2001:db8::11  groups quarantine, web, open }
    instance web2 { addresses 172.16.1.12  groups web, open }
    instance web3 { addresses 172.16.1.13  groups open }
    blacklist threats { deny 198.51.100.0/24  on open }
    blacklist late { deny 192.0.2.0/24  on web2  direction both })");
}

TEST(AlibabaMeaning, orders_that_contradict_each_other_are_refused) {
  EXPECT_TRUE(refused(R"(
    securitygroup a { inbound { allow ssh from 10.0.0.0/8 } }
    securitygroup b { inbound { deny ssh from 10.0.0.0/16 } }
    instance one { addresses 172.16.1.1  groups a, b }
    instance two { addresses 172.16.1.2  groups b, a })", kind::AlibabaOrders.code));
}

TEST(AlibabaMeaning, a_list_that_goes_to_and_fro_too_often_is_refused) {
  std::string rules;
  for (int i = 0; i < 100; ++i) {
    rules += "allow tcp " + std::to_string(1 + i) + "-1000 from 10.0.0.1\ndeny tcp " + std::to_string(1 + i) + "-2000 from 10.0.0.1\n";
  }
  EXPECT_TRUE(refused("securitygroup web { inbound { " + rules + "} } target alibaba { quota rules 1000 }",
                      kind::AlibabaLevels.code));
}

TEST(AlibabaMeaning, classic_networks_have_two_interfaces) {
  expect_agreement(R"(
    network old { cidr 10.28.0.0/16, 42.120.0.0/16  kind classic }
    securitygroup web {
      members 10.28.1.0/24
      network old
      inbound { deny ssh from 10.28.9.0/24  allow ssh from 8.0.0.0/6  allow http from any  allow tcp 81 from 42.120.1.0/24, 42.121.0.0/16 }
      outbound { allow https to 203.0.113.0/24  deny all to 10.0.0.0/8  default allow }
    })");
}

TEST(AlibabaMeaning, a_bound_group_loses_what_it_had) {
  expect_agreement(R"(
    network prod { cidr 172.16.0.0/12 }
    securitygroup web { members 172.16.1.0/24  network prod  inbound { allow http from any } outbound { allow dns to any } }
    target alibaba { bind web "sg-0001", prod "vpc-0001" })");
}

TEST(AlibabaMeaning, a_list_over_its_quota_is_spread_on_request) {
  std::string rules;
  for (int i = 0; i < 250; ++i) rules += "allow tcp " + std::to_string(1000 + i) + " from 10." + std::to_string(i) + ".0.0/16\n";
  const std::string policy = "securitygroup web { inbound { " + rules + " } }\n"
      "securitygroup base { inbound { deny tcp 1000-1100 from 10.7.7.7  allow ssh from any } }\n"
      "instance a { addresses 172.16.0.1  groups web, base }\n";
  EXPECT_TRUE(refused(policy, kind::OverQuota.code));
  expect_agreement(policy + "target alibaba { spread on }");
}

TEST(AlibabaMeaning, what_it_does_not_have_is_refused) {
  EXPECT_TRUE(refused("acl edge { subnets 172.16.1.0/24  inbound { allow http from any } }", kind::AlibabaAcl.code));
  EXPECT_TRUE(refused("securitygroup web { members 172.16.1.0/24  inbound { allow tcp 8080 from any } }\n"
                      "loadbalancer edge { vip 203.0.113.80  snat off  listener web tcp 80 -> web 8080 from 10.0.0.0/8 }",
                      kind::AlibabaBalancer.code));
  expect_agreement("securitygroup web { members 172.16.1.0/24 }\n"
                   "loadbalancer edge { vip 203.0.113.80  snat off  listener web tcp 80 -> web 8080 from 10.0.0.0/8 }");
  EXPECT_TRUE(refused("securitygroup web { network basic  members 10.0.0.0/24  inbound { allow http from any4 } }\n"
                      "target alibaba { group-type enterprise }", kind::AlibabaClassicEnterprise.code));
}

// --- mutations

constexpr std::size_t kMutantPackets = 800;

// What changes nothing about packets, and why.
bool is_without_effect(const std::string& what) {
  const bool order = what.find("Permissions with") != std::string::npos;          // priorities decide, not places
  return order;
}

std::string judge(const ir::Policy& policy, const std::vector<targets::OutputFile>& files) {
  try {
    AlibabaWorld world(policy, files);
    return world.difference(kMutantPackets, 1).value_or("");
  } catch (const std::exception& refusal) {
    return refusal.what();
  }
}

bool verified(const Compiled& compiled, const std::vector<targets::OutputFile>& files) {
  std::vector<ir::PointId> points;
  for (std::uint32_t i = 0; i < compiled.policy().points.size(); ++i) points.push_back({i});
  const targets::Request request{compiled.policy(), compiled.run->sources, points, "0"};
  Sink sink;
  targets::find_target(kAlibaba)->verify(request, files, sink);
  return !sink.has_errors();
}

TEST(AlibabaMutations, each_is_caught_or_proved_to_be_without_effect) {
  const Compiled compiled = compile(kAlibabaWhole, kAlibaba);
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  ASSERT_EQ(judge(compiled.policy(), compiled.files), "");
  ASSERT_TRUE(verified(compiled, compiled.files));
  std::size_t caught = 0;
  std::size_t without_effect = 0;
  for (const Mutant& mutant : mutants_of(compiled.files)) {
    if (is_without_effect(mutant.what)) continue;
    const std::string difference = judge(compiled.policy(), mutant.files);
    const bool proved_equal = verified(compiled, mutant.files);
    (difference.empty() ? without_effect : caught) += 1;
    EXPECT_EQ(difference.empty() && !is_beside_rules(mutant), proved_equal) << mutant.what << ": " << difference;
  }
  EXPECT_GE(caught, 100U);
  EXPECT_LE(without_effect, caught / 2);  // priorities that nothing is between, and what the service does anyway
}

// --- random policies

constexpr std::size_t kPolicies = 500;       // that a plan is made for
constexpr std::size_t kRandomPackets = 60;   // a list
constexpr std::size_t kNightly = 10;         // times as many

constexpr const char* kRoomy =
    "target alibaba { quota rules 100000  quota references 1000  quota groups-per-instance 100  quota rules-per-instance 1000000 }";

std::size_t times() { return at_night() ? kNightly : 1; }

properties::RandomPolicyOptions drawn(std::vector<std::string> targets) {
  properties::RandomPolicyOptions options;
  options.assertions = options.acls = options.keywords_as_names = false;
  options.groups = options.rules = 6;
  options.elements = 3;
  options.target_blocks = std::move(targets);
  return options;
}

Compiled compile(const properties::RandomPolicy& policy) {
  return cloud_test::compile_plan(policy.text, kAlibaba, {policy.files.begin(), policy.files.end()});
}

TEST(AlibabaRandom, plans_mean_what_policies_say) {
  std::size_t made = 0;
  std::size_t refusals = 0;
  for (std::uint64_t seed = 1; made < kPolicies * times(); ++seed) {
    ASSERT_LT(refusals, 3 * kPolicies * times()) << "too few policies can be said: the generator or the ruling changed";
    auto options = drawn({kRoomy, seed % 4 == 0 ? "target alibaba { group-type enterprise }" : "target alibaba { region \"r\" }"});
    options.icmp = options.other_protocols = options.hostile_texts = options.keywords_as_names = false;
    options.load_balancers = seed % 8 == 0;  // most of them need groups, and are refused
    options.elements = seed % 4 == 1 ? 3 : 2;  // a plan grows with their product
    const properties::RandomPolicy policy = properties::random_policy(seed, options);
    const Compiled compiled = compile(policy);
    if (!compiled.ok()) {
      const std::uint16_t known[] = {kind::AlibabaBalancer.code, kind::AlibabaInnerAccess.code, kind::AlibabaOrders.code,
                                     kind::AlibabaClassicEnterprise.code, kind::WrongNetwork.code, kind::InstanceDiffers.code};
      ASSERT_TRUE(std::any_of(std::begin(known), std::end(known), [&](auto code) { return compiled.has(code); }))
          << "seed " << seed << "\n" << compiled.messages() << policy.text;
      ++refusals;
      continue;
    }
    ++made;
    AlibabaWorld world(compiled.policy(), compiled.files);
    const auto difference = world.difference(kRandomPackets, seed);
    ASSERT_FALSE(difference) << "seed " << seed << ": " << *difference << "\n" << policy.text;
  }
  RecordProperty("refused", static_cast<int>(refusals));
}

TEST(AlibabaRandom, what_is_made_safe_is_no_wider) {
  const targets::Target& target = *targets::find_target(kAlibaba);
  std::size_t made = 0;
  for (std::uint64_t seed = 1; made < kPolicies / 5 * times() && seed < kPolicies * times(); ++seed) {
    const auto policy = properties::random_policy(seed, drawn({kRoomy, "target alibaba { approximate safe }"}));
    const Compiled compiled = compile(policy);
    if (!compiled.ok()) continue;
    ++made;
    std::vector<ir::PointId> points;
    for (std::uint32_t i = 0; i < compiled.policy().points.size(); ++i) points.push_back({i});
    const auto enforced = target.enforced({compiled.policy(), compiled.run->sources, points, "0"});
    const ir::Policy& said = enforced ? *enforced : compiled.policy();
    AlibabaWorld world(said, compiled.files);
    const auto difference = world.difference(kRandomPackets, seed);
    ASSERT_FALSE(difference) << "seed " << seed << ": " << *difference << "\n" << policy.text;

    for (const ir::PointId id : points) {
      for (const ir::Direction direction : ir::kDirections) {
        const ir::Point& point = compiled.policy().point(id);
        for (const ir::Packet& packet : judged_packets(compiled.policy(), point, direction, kRandomPackets, seed)) {
          const bool passes = ir::evaluate(said, said.point(id).list(direction), packet).verdict == ir::Verdict::Allow;
          const bool may = ir::evaluate(compiled.policy(), point.list(direction), packet).verdict == ir::Verdict::Allow;
          ASSERT_TRUE(may || !passes) << "seed " << seed << " " << point.name << " " << ir::to_string(packet) << "\n" << policy.text;
        }
      }
    }
  }
  EXPECT_GE(made, kPolicies / 10 * times());
}

}  // namespace
}  // namespace sgc::cloud_test
