// What AWS makes of emitted plans is what the policy says: on every sample of the seeds, on policies that show one thing
// each, and on random ones. What cannot be said is an error; a plan with one thing wrong is noticed.
#include <gtest/gtest.h>

#include "compiler/diag/catalog.h"
#include "compiler/ir/evaluate.h"
#include "tests/cloud/aws_world.h"
#include "tests/cloud/json_mutations.h"
#include "tests/cloud/judged_packets.h"
#include "tests/cloud/samples.h"
#include "tests/night.h"
#include "tests/properties/random_policy.h"

namespace sgc::cloud_test {
namespace {

using properties::RandomPolicy;
using properties::RandomPolicyOptions;

constexpr std::size_t kPackets = 2000;
constexpr std::size_t kPolicies = 500;        // random ones that a plan is made for
constexpr std::size_t kRandomPackets = 150;  // a list
constexpr std::size_t kNightly = 10;          // times as many

std::size_t times() { return at_night() ? kNightly : 1; }

std::vector<ir::PointId> all_points(const ir::Policy& policy) {
  std::vector<ir::PointId> points;
  for (std::uint32_t i = 0; i < policy.points.size(); ++i) points.push_back({i});
  return points;
}

bool verified(const Compiled& compiled, const std::vector<targets::OutputFile>& files) {
  const std::vector<ir::PointId> points = all_points(compiled.policy());
  const targets::Request request{compiled.policy(), compiled.run->sources, points, "0"};
  Sink sink;
  targets::find_target("aws")->verify(request, files, sink);
  return !sink.has_errors();
}

// The policy that the plan is to mean: the policy itself, or what the target says that it enforces.
ir::Policy enforced_by(const Compiled& compiled) {
  const std::vector<ir::PointId> points = all_points(compiled.policy());
  const targets::Request request{compiled.policy(), compiled.run->sources, points, "0"};
  auto enforced = targets::find_target("aws")->enforced(request);
  return enforced ? std::move(*enforced) : compiled.policy();
}

Compiled expect_agreement(const std::string& text, const Feeds& feeds = {}) {
  Compiled compiled = compile(text, "aws", feeds);
  EXPECT_TRUE(compiled.ok()) << compiled.messages() << text;
  if (!compiled.ok()) return compiled;
  const ir::Policy said = enforced_by(compiled);
  const AwsWorld world(said, compiled.files);
  const auto difference = world.difference(kPackets, 1);
  EXPECT_FALSE(difference) << *difference << "\n" << text;
  EXPECT_GT(world.asked(), 0U);
  EXPECT_TRUE(verified(compiled, compiled.files)) << text;
  return compiled;
}

std::size_t count(const Compiled& compiled, const std::string& text) {
  std::size_t found = 0;
  const std::string& plan = compiled.files.front().bytes;
  for (std::size_t at = plan.find(text); at != std::string::npos; at = plan.find(text, at + 1)) ++found;
  return found;
}

TEST(AwsMeaning, every_sample_of_the_seeds_means_there_what_it_says) {
  int judged = 0;
  for (const Sample& sample : samples_of("aws")) {
    expect_agreement(sample.text);
    ++judged;
  }
  EXPECT_GE(judged, 5);
}

TEST(AwsMeaning, references_self_types_and_both_families) {
  expect_agreement(R"(
    securitygroup web { members 10.0.1.0/24, 2001:db8:1::/64  intra-group allow  inbound { allow http, https, ping from any } }
    securitygroup db {
      members 10.0.2.0/24, 2001:db8:2::/64
      inbound { allow mysql, redis from web, 10.9.0.0/16  allow tcp 9000-9010 from self  allow icmp 3/4, esp, sctp from any }
      outbound { allow all to web  allow dns to any4  allow icmp6 packet-too-big to any6 }
    })");
}

TEST(AwsMeaning, a_reference_in_one_family_alone_becomes_addresses) {
  expect_agreement(R"(
    securitygroup web { members 10.0.1.0/24, 2001:db8:1::/64 }
    securitygroup partner { external  members 192.0.2.0/28, 10.7.0.0/16 }
    prefixlist cdn { external members 198.51.100.0/24, 203.0.113.0/24 }
    prefixlist both { external members 198.51.100.0/24, 2001:db8:9::/48 }
    securitygroup db {
      members 10.0.2.0/24, 2001:db8:2::/64
      inbound { allow mysql from web to any6  allow all from web to any4  allow icmp, icmp6, ah from web
                allow redis from partner, cdn, both }
    })");
}

TEST(AwsMeaning, new_groups_keep_lose_or_get_what_they_let_out) {
  for (const char* cidr : {"10.0.0.0/16", "10.0.0.0/16, 2001:db8::/56"}) {
    const std::string network = std::string("network prod { cidr ") + cidr + " }\n";
    expect_agreement(network + "securitygroup a { network prod  inbound { allow http from any } }");
    expect_agreement(network + "securitygroup a { network prod  outbound { allow all to any4 } }");
    expect_agreement(network + "securitygroup a { network prod  outbound { allow all to any6 } }");
    expect_agreement(network + "securitygroup a { network prod  outbound { default deny } }");
    expect_agreement(network + "securitygroup a { network prod  outbound { allow http to any  default deny } }");
  }
}

TEST(AwsMeaning, denies_that_cut_nothing_cost_nothing) {
  const Compiled compiled = expect_agreement(R"(
    securitygroup web { inbound {
      deny smtp from any
      allow http from 10.0.0.0/8
      deny http from 10.1.0.0/16
      allow http from any
      deny all from any
    } outbound { default deny } })");
  EXPECT_EQ(count(compiled, "\"CidrIp\""), 3U);  // 10.0.0.0/8, any, and the egress that is revoked
}

TEST(AwsMeaning, a_deny_before_an_allow_is_an_error_that_names_it) {
  const Compiled compiled = compile("securitygroup web { inbound { deny http from 198.51.100.0/24  allow http from any } }", "aws");
  EXPECT_TRUE(compiled.has(kind::AwsDeny.code));
}

TEST(AwsMeaning, denies_as_complements) {
  expect_agreement(R"(
    target aws { deny-as complement  quota rules 100000 }
    securitygroup db { members 10.0.2.0/24 }
    securitygroup web {
      members 10.0.1.0/24, 2001:db8:1::/64
      inbound {
        deny tcp 80, 443 from 198.51.100.0/24, 2001:db8:6::/48
        allow ssh from 198.51.100.7
        deny ssh from 198.51.100.0/24, 10.0.2.9
        allow tcp 80, 443, 8000-8099 from any
        allow ssh from db, 198.0.0.0/8
        reject icmp echo-request from 192.0.2.0/24
        allow ping from any4
        deny proto 89 from 10.0.0.0/8
        allow proto 89, gre from any4
      }
      outbound { deny smtp to any  deny dns to 192.0.2.53  default allow }
    })");
}

// A block may be widened by what earlier allows let through, and by no more.
TEST(AwsMeaning, an_earlier_allow_lends_only_what_it_really_lets_through) {
  expect_agreement(R"(
    securitygroup web { inbound {
      deny http from 10.0.0.0/10
      allow http from 10.0.0.0/9
      deny http from 12.0.0.9
      allow http from 10.128.0.0/9, 12.0.0.0/8
    } }
    target aws { deny-as complement })");
}

TEST(AwsMeaning, the_cover_is_the_least_there_is) {
  const std::string target = "target aws { deny-as complement }\n";
  const Compiled one = expect_agreement(
      target + "securitygroup web { inbound { deny http from 198.51.100.7  allow http from any4 } outbound { default deny } }");
  EXPECT_EQ(count(one, "\"CidrIp\""), 32U + 1);
  const Compiled two = expect_agreement(
      target + "securitygroup web { inbound { deny http from 198.51.100.0/24  allow http from any4 } outbound { default deny } }");
  EXPECT_EQ(count(two, "\"CidrIp\""), 24U + 1);
  const Compiled half = expect_agreement(
      target + "securitygroup web { inbound { deny http from 0.0.0.0/1  allow http from any4 } outbound { default deny } }");
  EXPECT_EQ(count(half, "\"CidrIp\""), 1U + 1);
}

TEST(AwsMeaning, groups_of_an_instance_are_a_union) {
  expect_agreement(R"(
    securitygroup web { inbound { allow http from any } outbound { allow dns to any } }
    securitygroup base { inbound { allow ssh from 203.0.113.0/28 } outbound { allow http to any } }
    instance web1 { addresses 10.0.1.11, 2001:db8::11  groups web, base }
    instance web2 { addresses 10.0.1.12  groups base })");
  const Compiled wider = compile(R"(
    securitygroup first { inbound { allow http from any } outbound { default deny } }
    securitygroup second { inbound { allow ssh from any } }
    instance a { addresses 10.0.1.11  groups first, second })", "aws");
  EXPECT_TRUE(wider.has(kind::InstanceDiffers.code)) << wider.messages();
}

// An earlier group's deny, or a blacklist of the instance, holds for the groups behind it.
TEST(AwsMeaning, denies_hold_for_the_groups_behind_them) {
  const std::string policy = R"(
    securitygroup quarantine { inbound { allow mysql from 10.9.0.9  deny mysql from any except rfc1918 } outbound { default deny } }
    securitygroup web { inbound { allow http from any  allow tcp 3000-4000 from any4 } outbound { allow dns to any } }
    securitygroup base { inbound { allow ssh from 203.0.113.0/28 } outbound { default deny } }
    instance web1 { addresses 10.0.1.11, 2001:db8::11  groups quarantine, web, base }
    blacklist threats { deny 203.0.113.8/29, 10.9.0.0/24  on base }
    blacklist late { deny 192.0.2.0/24  on web1  direction both }
  )";
  EXPECT_TRUE(compile(policy, "aws").has(kind::AwsDeny.code));
  expect_agreement(policy + "target aws { deny-as complement  quota rules 300 }");
}

TEST(AwsMeaning, a_list_over_its_quota_is_spread_on_request) {
  std::string rules;
  for (int i = 0; i < 100; ++i) {
    rules += "allow tcp " + std::to_string(1000 + 2 * i) + " from 10." + std::to_string(i) + ".0.0/16\n";
  }
  const std::string policy = "securitygroup web { inbound { " + rules + " } }\n"
                             "securitygroup base { inbound { allow ssh from any } }\n"
                             "instance a { addresses 10.200.0.1  groups web, base }\n";
  EXPECT_TRUE(compile(policy, "aws").has(kind::OverQuota.code));
  const Compiled compiled = expect_agreement(policy + "target aws { spread on }");
  EXPECT_TRUE(compiled.has(kind::AwsSpread.code));
}

TEST(AwsMeaning, many_addresses_as_prefix_lists) {
  std::string many;
  for (int i = 0; i < 130; ++i) many += "10." + std::to_string(i) + ".1.0/24\n2001:db8:" + std::to_string(i) + "::/48\n";
  const Compiled compiled = expect_agreement(R"(
    group partners { file "many.txt" }
    securitygroup web { inbound { allow tcp 80, 443, udp 53 from partners } }
    securitygroup api { inbound { allow tcp 8443 from partners } }
    target aws { prefix-lists on  quota rules 1000 })", {{"many.txt", many}});
  EXPECT_EQ(count(compiled, "\"action\": \"CreateManagedPrefixList\""), 3U);
}

TEST(AwsMeaning, acls_are_read_by_number) {
  expect_agreement(R"(
    network prod { cidr 10.0.0.0/16 }
    acl outer {
      subnets 10.0.0.0/24, 2001:db8::/64
      network prod
      inbound { deny tcp 22 from any  allow tcp 80, 443 from any  deny all from 192.0.2.0/24  allow icmp 8, gre from any }
      outbound { deny smtp to any  default allow }
    })");
}

TEST(AwsMeaning, bound_things_are_filled_and_never_made) {
  const Compiled compiled = expect_agreement(R"(
    network prod { cidr 10.0.0.0/16 }
    securitygroup web { members 10.0.0.0/28  network prod  inbound { allow http from any } }
    acl outer { subnets 10.0.0.0/24  network prod  inbound { deny ssh from any  allow all from any } outbound { allow all to any } }
    instance a { addresses 10.0.0.1  groups web  network prod }
    loadbalancer front { kind application  vip 10.0.0.80  network prod  snat on  listener l http 80 -> web 80 from 10.0.0.0/8 }
    target aws { region "eu-west-1"  bind web "sg-0001", a "i-0001", outer "acl-0001", prod "vpc-0001", front "sg-0002" })");
  EXPECT_TRUE(compiled.has(kind::AwsBoundGroup.code));
  EXPECT_EQ(count(compiled, "\"phase\": \"create\""), 0U);
  EXPECT_EQ(count(compiled, "@sgc:"), count(compiled, ".old-inbound@") + count(compiled, ".old-outbound@"));
}

TEST(AwsMeaning, what_the_service_cannot_do_is_an_error) {
  EXPECT_TRUE(compile("securitygroup a { inbound { allow tcp 80 sport 1024-65535 from any } }", "aws").has(kind::CloudCannotMatch.code));
  EXPECT_TRUE(compile("securitygroup a { inbound { allow sctp 3868 from any } }", "aws").has(kind::CloudCannotMatch.code));
  EXPECT_TRUE(compile(R"(securitygroup b { members 10.0.1.0/24 }
    loadbalancer e { kind application  vip 10.0.0.1  snat off  listener web http 80 -> b 80 from any })", "aws").has(kind::AwsTranslates.code));
  EXPECT_TRUE(compile(R"(securitygroup b { members 10.0.1.0/24  network basic  outbound { default deny } })", "aws").has(kind::AwsClassicOutbound.code));
  EXPECT_TRUE(compile(R"(securitygroup b { members 10.0.1.0/24  network basic }
    loadbalancer e { vip 10.0.0.1  network basic  snat on  listener web http 80 -> b 80 from 192.0.2.0/24 })", "aws").has(kind::AwsClassicBalancer.code));
  EXPECT_TRUE(compile(R"(securitygroup b { members 10.0.1.0/28  inbound { allow http from any } }
    acl e { subnets 10.0.1.0/24  derive })", "aws").has(kind::CloudCannotMatch.code));
  EXPECT_TRUE(compile("securitygroup a { }\ntarget aws { region \"eu; reboot\" }", "aws").has(kind::UnusableId.code));
}

TEST(AwsMeaning, source_ports_are_made_safe_on_request) {
  expect_agreement(R"(
    securitygroup web {
      members 10.0.1.0/24
      inbound { deny tcp 22 sport 1-1023 from 10.0.0.0/8  allow tcp 80 sport 1024-65535 from any  allow https, ssh from 10.0.0.0/7 }
    }
    target aws { approximate safe  deny-as complement })");
}

// --- denies in network ACLs

constexpr const char* kAclHead = R"(
  network prod { cidr 10.0.0.0/16 }
  target aws { deny-as acl }
  acl edge { subnets 10.0.1.0/24  network prod  inbound { allow all from any } outbound { allow all to any } })";

TEST(AwsDenyInAcl, what_all_machines_of_the_subnet_deny_stands_in_its_acl) {
  const Compiled compiled = expect_agreement(std::string(kAclHead) + R"(
    securitygroup web { members 10.0.1.0/25  network prod
      inbound { deny tcp 1-1023 from 198.51.100.0/24, 192.0.2.7  allow http, ssh from any } outbound { default deny } }
    securitygroup db { members 10.0.1.128/25  network prod  inbound { allow mysql from web } outbound { default deny } }
    instance box { addresses 10.0.1.5  groups web  network prod }
    assert deny http from 192.0.2.7 to web)");
  EXPECT_TRUE(compiled.has(kind::AwsDenyInAcl.code));
  EXPECT_EQ(count(compiled, "\"RuleAction\": \"deny\""), 2U);
}

void expect_outside(const std::string& text, std::string_view why) {
  const Compiled compiled = compile(kAclHead + text, "aws");
  EXPECT_TRUE(compiled.has(kind::AwsDenyOutsideAcl.code)) << compiled.messages() << text;
  EXPECT_NE(compiled.messages().find(why), std::string::npos) << compiled.messages();
}

TEST(AwsDenyInAcl, what_would_hit_others_is_an_error) {
  expect_outside("securitygroup web { members 10.0.1.0/25  inbound { deny http from 192.0.2.7  allow http from any } }"
                 "securitygroup api { members 10.0.1.128/25  inbound { allow http from any } }",
                 "this machine of its subnets is to let such packets through");
  expect_outside("securitygroup web { members 10.0.1.0/25  inbound { allow ssh from any  deny all from 192.0.2.7  allow http from any } }",
                 "this machine of its subnets is to let such packets through");
}

TEST(AwsDenyInAcl, what_it_never_meets_or_takes_by_mistake_is_an_error) {
  expect_outside("securitygroup web { members 10.0.1.0/25  inbound { deny http from 10.0.1.200  allow http from any } }",
                 "packets inside its subnets do not meet it");
  expect_outside("securitygroup web { members 10.0.1.0/25  inbound { deny all from 192.0.2.7  allow http from any } }",
                 "it would take the replies");
  expect_outside("securitygroup web { members 10.0.9.0/25  inbound { deny http from 192.0.2.7  allow http from any } }",
                 "no acl of the policy has all its addresses");
}

// --- random policies

constexpr const char* kRoomy =
    "target aws { quota rules 400  quota acl-rules 400  quota groups-per-instance 100  quota prefix-list-entries 1000 }";

RandomPolicyOptions sayable() {
  RandomPolicyOptions options;
  options.assertions = options.hostile_texts = options.keywords_as_names = false;
  options.groups = 5;
  options.security_groups = 2;
  options.rules = 6;
  options.elements = 3;
  return options;
}

Compiled compile_random(const RandomPolicy& policy) {
  return cloud_test::compile_plan(policy.text, "aws", {policy.files.begin(), policy.files.end()});
}

// Errors that are an answer: the policy cannot be said at AWS.
bool is_refusal(const Compiled& compiled) {
  for (const std::uint16_t code : {kind::InstanceDiffers.code, kind::CloudCannotMatch.code, kind::WrongNetwork.code,
                                   kind::AwsDeny.code, kind::AwsTranslates.code, kind::AwsClassicOutbound.code,
                                   kind::AwsClassicBalancer.code, kind::AwsDenyOutsideAcl.code, kind::OverQuota.code}) {
    if (compiled.has(code)) return true;
  }
  return false;
}

struct Tally {
  std::size_t made = 0;
  std::size_t refused = 0;
  std::size_t asked = 0;
};

// Whatever a plan is made for means there what the target says that it enforces, which lets nothing through that the
// policy denies.
void judge(const Compiled& compiled, std::uint64_t seed, const std::string& text, Tally& tally) {
  const ir::Policy said = enforced_by(compiled);
  const AwsWorld world(said, compiled.files);
  const auto difference = world.difference(kRandomPackets, seed);
  ASSERT_FALSE(difference) << "seed " << seed << ": " << *difference << "\n" << text;
  if (seed % 16 == 0) {
    ASSERT_TRUE(verified(compiled, compiled.files)) << "seed " << seed << "\n" << text;
  }
  tally.asked += world.asked();
}

Tally run(const RandomPolicyOptions& options, std::size_t policies) {
  Tally tally;
  for (std::uint64_t seed = 1; tally.made < policies; ++seed) {
    const RandomPolicy drawn = properties::random_policy(seed, options);
    const Compiled compiled = compile_random(drawn);
    if (!compiled.ok()) {
      EXPECT_TRUE(is_refusal(compiled)) << "seed " << seed << "\n" << compiled.messages() << drawn.text;
      if (::testing::Test::HasFailure() || ++tally.refused > 20 * policies) return tally;
      continue;
    }
    ++tally.made;
    judge(compiled, seed, drawn.text, tally);
    if (::testing::Test::HasFailure()) return tally;
  }
  return tally;
}

TEST(AwsRandom, complements_mean_what_policies_say) {
  RandomPolicyOptions options = sayable();
  options.source_ports = options.other_protocols = options.near_sides = options.acls = false;
  options.load_balancers = false;
  options.target_blocks = {kRoomy, "target aws { deny-as complement }"};
  const Tally tally = run(options, kPolicies * times());
  EXPECT_GE(tally.made, kPolicies * times());
  RecordProperty("refused", static_cast<int>(tally.refused));
  RecordProperty("packets", static_cast<int>(tally.asked));
}

TEST(AwsRandom, what_is_made_safe_means_what_is_enforced) {
  RandomPolicyOptions options = sayable();
  options.target_blocks = {kRoomy, "target aws { deny-as complement  approximate safe  prefix-lists on }"};
  const Tally tally = run(options, kPolicies / 10 * times());
  EXPECT_GE(tally.made, kPolicies / 10 * times());
  RecordProperty("refused", static_cast<int>(tally.refused));
}

// An acl around everything that the policies' groups can have, so that denies find one.
TEST(AwsRandom, denies_in_acls_mean_what_is_enforced) {
  RandomPolicyOptions options = sayable();
  options.source_ports = options.other_protocols = options.near_sides = options.load_balancers = options.networks = false;
  options.acls = options.instances = false;
  options.target_blocks = {kRoomy, "target aws { deny-as acl }",
                           "acl around-all { subnets 10.0.0.0/8, 2001:db8::/32  inbound { allow all from any } "
                           "outbound { allow all to any } }"};
  const Tally tally = run(options, kPolicies / 10 * times());
  EXPECT_GE(tally.made, kPolicies / 10 * times());
}

// --- mutations

// No rule in it covers another, so that each counts.
constexpr const char* kPolicy = R"(
  network prod { cidr 10.0.0.0/16, 2001:db8::/56 }
  securitygroup web {
    members 10.0.1.0/24, 2001:db8:1::/64
    network prod
    inbound {
      allow tcp 80, 443 from 198.51.100.0/24, 2001:db8:5::/48
      allow icmp 3/4 from 203.0.113.0/28
      allow gre from 203.0.113.16/28
    }
    outbound { allow udp 53 to 192.0.2.1  allow tcp 8000-8099 to 192.0.2.0/24 }
  }
  securitygroup db {
    members 10.0.2.0/24
    network prod
    inbound { allow mysql from web  allow redis from self }
    outbound { deny all to any }
  }
  securitygroup first { network prod  inbound { allow ssh from 203.0.113.0/24 } outbound { allow smtp to 192.0.2.9 } }
  securitygroup second { network prod  inbound { allow telnet from 198.51.100.128/25 } outbound { default deny } }
  instance box { addresses 10.0.3.1, 2001:db8:3::1  groups first, second  network prod }
  acl edge {
    subnets 10.0.1.0/24
    network prod
    inbound { deny tcp 22 from 203.0.113.0/24  allow tcp 22 from any4 }
    outbound { allow tcp 1024-65535 to any4 }
  })";

std::string judge(const ir::Policy& policy, const std::vector<targets::OutputFile>& files) {
  try {
    const AwsWorld world(policy, files);
    return world.difference(2 * kPackets, 1).value_or("");
  } catch (const std::exception& refusal) {
    return refusal.what();
  }
}

TEST(AwsMutations, each_is_caught_or_proved_to_be_without_effect) {
  const Compiled compiled = cloud_test::compile(kPolicy, "aws");
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  ASSERT_EQ(judge(compiled.policy(), compiled.files), "");
  ASSERT_TRUE(verified(compiled, compiled.files));
  std::size_t caught = 0;
  std::size_t without_effect = 0;
  for (const Mutant& mutant : mutants_of(compiled.files)) {
    const std::string difference = judge(compiled.policy(), mutant.files);
    const bool proved_equal = verified(compiled, mutant.files);
    (difference.empty() ? without_effect : caught) += 1;
    EXPECT_EQ(difference.empty() && !is_beside_rules(mutant), proved_equal) << mutant.what << ": " << difference;
  }
  EXPECT_GE(caught, 60U);
  EXPECT_LE(without_effect, caught / 2);  // orders that mean nothing
}

}  // namespace
}  // namespace sgc::cloud_test
