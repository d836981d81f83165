// What Tencent Cloud makes of emitted plans is what the policy says: on every sample of the seeds and on policies that
// show one thing each.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "tests/cloud/samples.h"
#include "tests/cloud/tencent_world.h"

namespace sgc::cloud_test {
namespace {

constexpr std::size_t kPackets = 3000;

void expect_agreement(const std::string& text, const Feeds& feeds = {}) {
  const Compiled compiled = compile(text, "tencent", feeds);
  ASSERT_TRUE(compiled.ok()) << compiled.messages() << text;
  const TencentWorld world(compiled.policy(), compiled.files);
  const auto difference = world.difference(kPackets, 1);
  EXPECT_FALSE(difference) << *difference << "\n" << text;
  EXPECT_GT(world.asked(), 0U);
}

TEST(TencentMeaning, every_sample_of_the_seeds_means_there_what_it_says) {
  for (const Sample& sample : samples_of("tencent")) {
    SCOPED_TRACE(sample.name);
    expect_agreement(sample.text);
  }
}

TEST(TencentMeaning, references_self_and_both_families) {
  expect_agreement(R"(
    securitygroup web { members 10.0.1.0/24, 2001:db8:1::/64  intra-group allow  inbound { allow http, https from any } }
    securitygroup db {
      members 10.0.2.0/24
      inbound { deny mysql from 10.0.1.9  allow mysql, redis from web, 10.9.0.0/16  allow tcp 9000-9010 from self }
      outbound { allow all to web  allow dns to any4 }
    })");
}

TEST(TencentMeaning, a_reference_in_one_family_alone_becomes_addresses) {
  expect_agreement(R"(
    securitygroup web { members 10.0.1.0/24, 2001:db8:1::/64 }
    securitygroup db {
      members 10.0.2.0/24, 2001:db8:2::/64
      inbound { allow mysql from web to any6  allow all from web to any4  allow icmp, icmp6 from web }
    })");
}

TEST(TencentMeaning, public_members_are_let_in_by_address) {
  expect_agreement(R"(
    securitygroup partner { external  members 192.0.2.0/28, 10.7.0.0/16 }
    securitygroup db { members 10.0.2.0/24  inbound { allow mysql from partner } })");
}

TEST(TencentMeaning, complements_never_become_everything) {
  expect_agreement(R"(
    securitygroup web {
      members 10.0.1.0/24
      inbound { deny ssh from 0.0.0.0/3  allow http from any except 203.0.113.7  allow ssh from 0.0.0.0/1, 2001:db8::/32 }
    })");
}

TEST(TencentMeaning, instances_read_their_groups_in_order) {
  expect_agreement(R"(
    securitygroup quarantine { inbound { deny mysql from any except rfc1918 } outbound { default allow } }
    securitygroup web { inbound { allow http from any  allow tcp 3000-4000 from any } }
    securitygroup base { inbound { allow ssh from 203.0.113.0/28 } outbound { deny smtp to any  default allow } }
    instance web1 { addresses 10.0.1.11, 2001:db8::11  groups quarantine, web, base }
    instance web2 { addresses 10.0.1.12  groups web, base }
    instance web3 { addresses 10.0.1.13  groups base })");
}

TEST(TencentMeaning, blacklists_of_a_later_group_and_of_the_instance_come_first) {
  expect_agreement(R"(
    securitygroup web { inbound { allow http from any } }
    securitygroup base { inbound { allow ssh from any } }
    instance web1 { addresses 10.0.1.11  groups web, base }
    instance web2 { addresses 10.0.1.12  groups web, base }
    blacklist threats { deny 198.51.100.0/24  on base }
    blacklist late { deny 192.0.2.0/24  on web2  direction both })");
}

TEST(TencentMeaning, templates_stand_for_many_addresses_and_services) {
  std::string many;
  for (int i = 0; i < 1000; ++i) {
    many += "10." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ".1\n2001:db8:" + std::to_string(i) + "::/48\n";
  }
  const Feeds feeds{{"many.txt", many}};
  expect_agreement(R"(
    group partners { file "many.txt" }
    securitygroup web {
      members 10.200.1.0/24
      inbound { allow tcp 80, 443, 8000-8099, udp 53 from partners }
    })", feeds);
}

TEST(TencentMeaning, a_list_over_its_quota_is_spread_on_request) {
  std::string rules;
  for (int i = 0; i < 150; ++i) {
    rules += "allow tcp " + std::to_string(1000 + 2 * i) + " from 10." + std::to_string(i) + ".0.0/16\n";
  }
  const std::string policy = "securitygroup web { inbound { " + rules + " } }\n"
      "securitygroup base { inbound { allow ssh from any } }\ninstance a { addresses 10.200.0.1  groups web, base }\n";
  EXPECT_TRUE(compile(policy, "tencent").has(kind::OverQuota.code));
  expect_agreement(policy + "target tencent { spread on }");
}

TEST(TencentMeaning, acls_as_triples_and_quintuples) {
  expect_agreement(R"(
    network prod { cidr 10.0.0.0/16 }
    acl outer {
      subnets 10.0.0.0/24
      network prod
      inbound { deny tcp 22 from any  allow tcp 80, 443 from any  allow tcp 1024-65535 from 10.0.0.0/16 }
      outbound { allow all to any }
    }
    acl inner {
      subnets 10.0.1.0/24, 2001:db8::/64
      inbound { allow tcp 80 sport 1024-65535 from any to 10.0.1.7  allow icmp from any default deny }
      outbound { allow udp 53 to 10.0.0.2  default allow }
    })");
}

// Disjoint boxes of these services would have a range from port 0, which nobody wrote and no entry takes.
TEST(TencentMeaning, acl_entries_of_one_rule_overlap_rather_than_name_port_zero) {
  for (const std::string services : {"tcp sport 1024, tcp 22-80", "tcp 1024, tcp sport 22-80", "udp sport 5, udp 7, tcp 80"}) {
    const std::string acl = "network prod { cidr 10.0.0.0/16  kind vpc }\n"
        "acl x { network prod  subnets 10.0.1.0/24  inbound { deny " + services + " from 198.51.100.0/24  default allow } }\n";
    for (const std::string option : {"", "approximate safe"}) {
      const std::string text = acl + "target tencent { region \"r\"  " + option + " }";
      expect_agreement(text);
      const Compiled compiled = compile(text, "tencent", {}, true);
      ASSERT_TRUE(compiled.ok()) << compiled.messages();
      EXPECT_FALSE(compiled.has(kind::Approximated.code)) << text;
      for (const targets::OutputFile& file : compiled.files) {
        EXPECT_EQ(file.bytes.find("Port\": \"0-"), std::string::npos) << file.path << "\n" << file.bytes;
      }
    }
  }
}

TEST(TencentMeaning, what_is_widened_in_an_acl_is_not_cut_at_port_zero_again) {
  for (const std::string rule : {"deny tcp 0-21 sport 1024, tcp 22-80", "deny tcp 0-21, tcp sport 0-7",
                                 "allow tcp 0-21 sport 1024, tcp 22-80, tcp sport 9"}) {
    const std::string text = "acl x { subnets 10.0.1.0/24  inbound { " + rule + " from 198.51.100.0/24 } }\n"
                             "target tencent { region \"r\"  approximate safe }";
    const Compiled compiled = compile(text, "tencent", {}, true);
    ASSERT_TRUE(compiled.ok()) << compiled.messages() << text;
    EXPECT_TRUE(compiled.has(kind::Approximated.code)) << text;
    for (const targets::OutputFile& file : compiled.files) {
      EXPECT_EQ(file.bytes.find("Port\": \"0-"), std::string::npos) << file.path << "\n" << file.bytes;
    }
  }
}

TEST(TencentMeaning, a_bound_group_loses_what_it_had) {
  expect_agreement(R"(
    securitygroup first { members 10.0.1.0/24 }
    securitygroup last { inbound { allow http from any } }
    instance a { addresses 10.0.1.1  groups first, last }
    target tencent { bind first "sg-0001", last "sg-0002", a "ins-0001" })");
}

TEST(TencentMeaning, icmp_types_are_made_safe_on_request) {
  const Compiled compiled = compile(R"(
    securitygroup web {
      members 10.0.1.0/24, 2001:db8::/64
      inbound { deny icmp redirect from 10.0.0.0/8  allow ping, http from any  deny esp from 192.0.2.1  allow all from 192.0.2.0/24 }
    }
    target tencent { approximate safe })", "tencent");
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  const TencentWorld world(compiled.policy(), compiled.files);
  // Narrower than the policy, and only where a rule was reported.
  const auto difference = world.difference(kPackets, 1);
  ASSERT_TRUE(difference);
  EXPECT_NE(difference->find("is dropped at the service"), std::string::npos) << *difference;
}

TEST(TencentMeaning, derived_rules_that_it_cannot_match_are_mended_where_they_can_be) {
  const Compiled compiled = compile(R"(
    network prod { cidr 10.0.0.0/16 }
    securitygroup web { members 10.0.1.0/24  network prod  inbound { allow https from any4 } }
    acl edge { network prod  subnets 10.0.1.0/24  derive }
    target tencent { region "ap-guangzhou" })", "tencent");
  const auto& all = compiled.run->sink.all();
  const auto refused = std::find_if(all.begin(), all.end(), [](const Diagnostic& each) { return each.code == 4701; });
  ASSERT_NE(refused, all.end()) << compiled.messages();
  EXPECT_NE(refused->help.find("instead of `derive`, or write «approximate safe»"), std::string::npos) << refused->help;
}

}  // namespace
}  // namespace sgc::cloud_test
