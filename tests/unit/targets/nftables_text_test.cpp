// What an nft file looks like: the parts that people and other programs rely on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "targets/nftables/emit.h"
#include "tests/unit/targets/compiled_policy.h"

namespace sgc::nftables {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using test::CompiledPolicy;

std::string file_of(const std::string& policy, const std::string& point = "web") {
  return CompiledPolicy(policy, "nftables").file("nftables/" + point + ".nft");
}

std::string web(const std::string& inbound, const std::string& before = "") {
  return before + "\nsecuritygroup web {\n  members 10.0.1.0/24\n  inbound {\n" + inbound + "\n  }\n}\n";
}

TEST(NftablesText, TheTableIsReplacedInOneTransaction) {
  EXPECT_THAT(file_of(web("allow ssh from any")),
              HasSubstr("\ntable inet sgc-web { flags dormant; }\ndelete table inet sgc-web\ntable inet sgc-web {\n"));
}

TEST(NftablesText, ADenyIsALastLineToo) {
  EXPECT_THAT(file_of(web("allow ssh from any") + "target nftables { counters off }"), HasSubstr("\t\tdrop comment \"policy.sg:4 default\"\n"));
}

// nft would fetch the elements of all sets of the kernel before it took an `add element`.
constexpr const char* kLoadEnd =
    "}\n\n"
    "# Of the same transaction, and the last of it.\n"
    "table inet sgc-web {\n"
    "\tset load.finished {\n"
    "\t\ttypeof meta nfproto . meta l4proto\n"
    "\t\tflags interval\n"
    "\t\telements = { 0-255 . 0-255 }\n"
    "\t}\n}\n";

// What allows by a set only loses packets while the set is not in use; what denies by one would open.
TEST(NftablesText, AListThatDeniesByASetWaitsForIt) {
  EXPECT_THAT(file_of(web("deny ssh from 192.0.2.0/24, 198.51.100.0/24 allow all from any")), EndsWith(kLoadEnd));
  EXPECT_THAT(file_of(web("deny tcp 20-22, 8000 from any allow all from any")), HasSubstr("@load.finished drop"));
  EXPECT_THAT(file_of(web("deny ssh from 192.0.2.0/24 allow all from any")), Not(HasSubstr("load.finished")));
  EXPECT_THAT(file_of(web("deny tcp 22, 80 from any allow all from any")), Not(HasSubstr("load.finished")));
  EXPECT_THAT(file_of(web("allow ssh from 192.0.2.0/24, 198.51.100.0/24")), Not(HasSubstr("load.finished")));
}

TEST(NftablesText, ADenyThatNoAllowStandsBehindWaitsForNothing) {
  EXPECT_THAT(file_of(web("allow ssh from any deny all from 192.0.2.0/24, 198.51.100.0/24")), Not(HasSubstr("load.finished")));
  EXPECT_THAT(file_of(web("deny ssh from 192.0.2.0/24, 198.51.100.0/24 default reject")), Not(HasSubstr("load.finished")));
  EXPECT_THAT(file_of(web("deny ssh from 192.0.2.0/24, 198.51.100.0/24 default allow")), HasSubstr("load.finished"));
  EXPECT_THAT(file_of(web("deny ssh from 192.0.2.0/24, 198.51.100.0/24") + "target nftables { counters off }"), Not(HasSubstr("load.finished")));
}

TEST(NftablesText, TheHeaderStandsApartFromTheTable) {
  EXPECT_THAT(file_of(web("allow ssh from any") + "target nftables { baseline off }"), HasSubstr("DHCP.\n\ntable inet"));
}

TEST(NftablesText, ThereIsOneFileForEachPointThatIsAHosts) {
  const CompiledPolicy compiled(
      "securitygroup web { members 10.0.1.0/24 }\n"
      "securitygroup theirs { external members 10.0.2.0/24 }\n"
      "loadbalancer edge { vip 203.0.113.80 snat off }\n"
      "instance one { addresses 10.0.1.1 groups web }\n"
      "acl front { subnets 10.0.0.0/16 inbound { allow all from any } }\n",
      "nftables");
  std::vector<std::string> paths;
  for (const targets::OutputFile& file : compiled.files()) paths.push_back(file.path);
  EXPECT_THAT(paths, testing::ElementsAre("nftables/web.nft", "nftables/edge.nft", "nftables/one.nft"));
  EXPECT_THAT(compiled.diagnostics(), HasSubstr("note[SGC4001]: nftables leaves acl front out"));
}

TEST(NftablesText, GroupsAreNamedSetsThatRulesShare) {
  const std::string text = file_of(web("allow ssh from office\nallow http from office", "group office { 192.0.2.0/28, 192.0.2.16/28, 192.0.2.99 }"));
  EXPECT_THAT(text, HasSubstr("\tset office.v4 {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 192.0.2.0/27, 192.0.2.99 }\n\t}\n"));
  EXPECT_EQ(text.find("set office.v4"), text.rfind("set office.v4"));
  EXPECT_THAT(text, HasSubstr("ip saddr @office.v4 tcp dport 22 counter accept comment \"policy.sg:5\""));
  EXPECT_THAT(text, HasSubstr("ip saddr @office.v4 tcp dport 80 counter accept comment \"policy.sg:6\""));
}

TEST(NftablesText, NothingUnusedIsThere) {
  const std::string text = file_of(web("allow ping from office except 2001:db8::/32\nallow icmp 3/4 from office",
                                       "group office { 192.0.2.0/28, 2001:db8::/32 }\ngroup unused { 198.51.100.0/24 }"));
  EXPECT_THAT(text, Not(HasSubstr(".v6")));
  EXPECT_THAT(text, Not(HasSubstr("unused")));
}

TEST(NftablesText, LargeSetsHaveOneElementALine) {
  const std::string text = file_of(web("deny all from listed", "group listed { 192.0.2.1, 192.0.2.3, 192.0.2.5, 192.0.2.7, 192.0.2.9-192.0.2.12 }"));
  EXPECT_THAT(text, HasSubstr("elements = {\n\t\t\t192.0.2.1,\n\t\t\t192.0.2.3,\n\t\t\t192.0.2.5,\n\t\t\t192.0.2.7,\n\t\t\t192.0.2.9-192.0.2.12\n\t\t}\n"));
}

TEST(NftablesText, ASetOfSingleAddressesIsAHashTable) {
  const std::string text = file_of(web("deny all from listed", "group listed { 192.0.2.1, 192.0.2.3 }"));
  EXPECT_THAT(text, HasSubstr("set listed.v4 {\n\t\ttype ipv4_addr\n\t\telements = { 192.0.2.1, 192.0.2.3 }\n"));
}

TEST(NftablesText, SeveralWhosGetANameOfTheirParts) {
  const std::string before = "group office { 192.0.2.0/28 }\ngroup guests { 192.0.2.8/30 }\ngroup partners { 198.51.100.0/24 }";
  EXPECT_THAT(file_of(web("allow ssh from office, partners except guests", before)),
              HasSubstr("ip saddr @office.partners.except.guests.v4 tcp dport 22"));
  EXPECT_THAT(file_of(web("allow ssh from partners, 203.0.113.1, 203.0.113.9", before)), HasSubstr("ip saddr @partners.2-addresses-"));
  EXPECT_THAT(file_of(web("allow ssh from 203.0.113.1, 203.0.113.9", before)), HasSubstr("ip saddr { 203.0.113.1, 203.0.113.9 } tcp dport 22"));
}

TEST(NftablesText, NamesOfListsStayWhenOthersCome) {
  const std::string rule = "allow ssh from 203.0.113.1, 203.0.113.3, 203.0.113.5, 203.0.113.7, 203.0.113.9, 203.0.113.11, 203.0.113.13, 203.0.113.15, 203.0.113.17";
  const auto name = [](const std::string& text) { return text.substr(text.find("set from."), 40); };
  EXPECT_EQ(name(file_of(web(rule))), name(file_of(web("deny telnet from 198.51.100.0/24\n" + rule))));
}

TEST(NftablesText, OrderIsThatOfThePolicy) {
  const std::string text = file_of(web("deny ssh from 192.0.2.1\nallow ssh from 192.0.2.0/24\nallow http from any", "blacklist bad { deny 198.51.100.7 }"));
  std::size_t at = text.find("chain input");
  for (const char* const next : {"198.51.100.7 counter drop", "192.0.2.1 tcp dport 22 counter drop", "192.0.2.0/24 tcp dport 22 counter accept", "tcp dport 80 counter accept"}) {
    const std::size_t found = text.find(next, at);
    ASSERT_NE(found, std::string::npos) << next << '\n' << text;
    at = found;
  }
}

TEST(NftablesText, DerivedRulesSayFromWhat) {
  const std::string policy =
      "securitygroup web { members 10.0.1.0/24 intra-group allow }\n"
      "loadbalancer edge { vip 203.0.113.80 snat off\n  listener www http 80 -> web 8080 from any health tcp 9000 }\n"
      "blacklist bad { deny 198.51.100.7 log \"bad: \" }\n";
  const std::string text = file_of(policy);
  EXPECT_THAT(text, HasSubstr("comment \"policy.sg:3 listener www of edge\""));
  EXPECT_THAT(text, HasSubstr("comment \"policy.sg:3 health check of listener www of edge\""));
  EXPECT_THAT(text, HasSubstr("comment \"policy.sg:4 blacklist bad\""));
  EXPECT_THAT(text, HasSubstr("comment \"policy.sg:1 intra-group web\""));
  EXPECT_THAT(text, HasSubstr("ip saddr 198.51.100.7 limit rate 10/minute log prefix \"bad: \"\n"));
}

TEST(NftablesText, OptionsAreObeyed) {
  const std::string rules = "deny ssh from any log default reject";
  const std::string plain = file_of(web(rules, "target nftables { counters off baseline off log-rate \"off\" priority -10 }"));
  EXPECT_THAT(plain, HasSubstr("type filter hook input priority filter - 10; policy drop;"));
  EXPECT_THAT(plain, HasSubstr("tcp dport 22 log prefix \"sgc-web policy.sg:5 deny: \" drop comment"));
  EXPECT_THAT(plain, Not(HasSubstr("counter")));
  EXPECT_THAT(plain, Not(HasSubstr("limit rate")));
  EXPECT_THAT(plain, Not(HasSubstr("baseline: ")));
  EXPECT_THAT(plain, HasSubstr("Left out: the baseline"));

  const std::string limited = file_of(web(rules, "target nftables { log-rate \"3/h\" priority 20 }"));
  EXPECT_THAT(limited, HasSubstr("priority filter + 20;"));
  EXPECT_THAT(limited, HasSubstr("tcp dport 22 limit rate 3/hour log prefix"));
  EXPECT_THAT(limited, HasSubstr("baseline: DHCP client"));
}

TEST(NftablesText, ARateThatIsNoneIsAnError) {
  for (const char* const rate : {"often", "0/minute", "10", "10/week", "/minute", "10/minute; drop", "99999999999/s", "-1/s"}) {
    const std::string said = CompiledPolicy::diagnostics_of(web("allow ssh from any", std::string("target nftables { log-rate \"") + rate + "\" }"), "nftables");
    EXPECT_THAT(said, HasSubstr("error[SGC4002]: \"" + std::string(rate) + "\" is no rate of log lines")) << said;
  }
}

TEST(NftablesText, WhatNftCannotCarryIsSaid) {
  const CompiledPolicy compiled(web("deny ssh from any log \"costs $5: \" comment \"the \\\"door\\\"\""), "nftables");
  EXPECT_THAT(compiled.diagnostics(), HasSubstr("note[SGC4003]: nftables cannot print this log prefix as it is written: it becomes \"costs _5: \""));
  EXPECT_THAT(compiled.diagnostics(), HasSubstr("note[SGC4004]: nftables cannot carry all that is said of this rule: it becomes \"policy.sg:5 the 'door'\""));
}

// One host in every rule: no chain may hold all of them, since they take the same packets of it again and again.
TEST(NftablesText, WhatEveryRuleNamesIsNotTriedByEveryRule) {
  std::string rules;
  for (int i = 0; i < 200; ++i) rules += fmt::format("{} tcp {}, icmp from 203.0.113.5, 10.0.{}.0/30, 10.1.{}.0/30 to 192.0.2.1, 10.2.{}.0/30, 10.3.0.{}\n", i % 3 == 0 ? "deny" : "allow", 20 + i % 5, i, i, i * 7 % 200, i);
  const std::string file = file_of(web(rules));
  std::size_t longest = 0;
  for (std::size_t at = file.find("\tchain inbound"); at != std::string::npos; at = file.find("\tchain inbound", at + 1)) {
    const std::string chain = file.substr(at, file.find("\n\t}\n", at) - at);
    longest = std::max(longest, static_cast<std::size_t>(std::count(chain.begin(), chain.end(), '\n')));
  }
  EXPECT_GT(longest, 0U);
  EXPECT_LT(longest, 40U);
}

TEST(NftablesText, LongListsHaveNoNamelessSets) {
  std::string rules;
  for (int i = 0; i < 300; ++i) rules += "allow tcp " + std::to_string(1000 + 2 * i) + ", 80 from 10.9." + std::to_string(i % 250) + ".0/24, 10.8." + std::to_string(i % 250) + ".1\n";
  const std::string text = file_of(web(rules));
  EXPECT_THAT(text.substr(text.find("chain input")), Not(HasSubstr("dport {")));
  EXPECT_THAT(text, HasSubstr(" vmap @inbound.v4."));
  EXPECT_THAT(text, HasSubstr(", # policy.sg:"));
}

TEST(NftablesText, OutputIsTheSameEachTime) {
  std::string rules;
  for (int i = 0; i < 200; ++i) rules += (i % 3 == 0 ? "deny tcp " : "allow tcp ") + std::to_string(1000 + i % 50) + " from 10.9." + std::to_string(i % 250) + ".0/24\n";
  EXPECT_EQ(file_of(web(rules)), file_of(web(rules)));
}

}  // namespace
}  // namespace sgc::nftables
