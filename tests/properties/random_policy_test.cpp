// The generator of policies is itself held to its promise: the same for the same seed, and every construct there.
#include "tests/properties/random_policy.h"

#include <gtest/gtest.h>

#include <string>

namespace sgc::properties {
namespace {

std::string all_of(const RandomPolicy& policy) {
  std::string all = policy.text;
  for (const auto& [path, content] : policy.files) all += "\n== " + path + "\n" + content;
  return all;
}

TEST(RandomPolicy, IsTheSameForTheSameSeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_EQ(all_of(random_policy(seed)), all_of(random_policy(seed)));
    EXPECT_NE(all_of(random_policy(seed)), all_of(random_policy(seed + 1)));
  }
}

TEST(RandomPolicy, UsesEveryConstructOfTheLanguage) {
  std::string all;
  RandomPolicyOptions options;
  options.established_deny = true;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) all += all_of(random_policy(seed, options));

  for (const char* construct :
       {"include \"", "group ", " except ", "file \"", " min ", " max ", " wide", " optional", "missing-", "any", "any4", "any6",
        "self", "service ", "tcp", "udp", "sctp", " sport ", " - ", "icmp ", "icmp6 ", "echo-request", "mld2-report", "gre", "esp", "ah",
        "proto ", "all", "0-", "ssh", "ping", "pmtu", "rfc1918", "link-local", "allow ", "deny ", "reject ", " log", " comment ",
        " owner ", " ticket ", " expires ", " ignore SGC3004 ", " from ", " to ", "securitygroup ", "members ", "network ",
        "intra-group allow", "intra-group deny", "inbound {", "outbound {", "default allow", "default deny", "default reject",
        "tags {", "description ", "external", "prefixlist ", "loadbalancer ", "scheme public", "scheme internal", "kind network",
        "created ", "vip ", "snat on", "snat off", "listener ", " http ", " tls ", " health ", "instance ", "groups ", "acl ",
        "subnets ", "derive", "cidr ", "kind vpc", "kind classic", "blacklist ", "services ", "on ", "direction both",
        "direction inbound", "established deny", "assert allow ", "assert deny ", "0.0.0.0", "255.255.255.255", "/31", "/127",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "\r\n", "\xEF\xBB\xBF", "# "}) {
    EXPECT_NE(all.find(construct), std::string::npos) << construct;
  }
}

TEST(RandomPolicy, LeavesOutWhatIsNotWanted) {
  RandomPolicyOptions plain;
  plain.ipv6 = plain.outbound = plain.reject = plain.logs = plain.icmp = plain.other_protocols = plain.feeds = false;
  plain.blacklists = plain.instances = plain.load_balancers = plain.acls = plain.assertions = plain.hostile_texts = false;
  plain.keywords_as_names = plain.source_ports = plain.near_sides = plain.includes = plain.externals = plain.networks = false;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const std::string all = all_of(random_policy(seed, plain));
    for (const char* construct : {"::", "any6", "outbound", "reject", " log", "icmp", "gre", "proto ", "file ", "blacklist ",
                                  "instance ", "loadbalancer ", "acl ", "assert ", "sport", " to ", "include", "external", "network "}) {
      ASSERT_EQ(all.find(construct), std::string::npos) << construct << " in\n" << all;
    }
  }
}

TEST(RandomPolicy, TakesTargetBlocksAsTheyAre) {
  RandomPolicyOptions options;
  options.target_blocks = {"target nftables { baseline off }\n"};
  EXPECT_NE(all_of(random_policy(1, options)).find("target nftables { baseline off }"), std::string::npos);
}

}  // namespace
}  // namespace sgc::properties
