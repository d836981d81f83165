// What the kernel makes of emitted files, held against what the policy means: packets at every edge of every list,
// judged by the kernel.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/night.h"
#include "tests/verdicts/host_fixture.h"
#include "tests/verdicts/host_lists.h"

namespace sgc::verdicts {
namespace {

class HostListsTest : public HostTest {};
INSTANTIATE_TEST_SUITE_P(Hosts, HostListsTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostListsTest, EveryConstructOfASmallListIsExact) { expect_agreement(kSmallLists, "backend"); }

TEST_P(HostListsTest, EveryConstructIsExactInMapsAndChainsToo) {
  expect_agreement(kSmallLists, "backend", Form::Forced);
}

TEST_P(HostListsTest, TheDefaultsAreExact) {
  for (const char* const verdict : {"allow", "deny", "reject"}) {
    for (const char* const log : {"", " log", " log \"gone: \""}) {
      for (const char* const counters : {"on", "off"}) {
        const std::string text = fmt::format(
            "{}"
            "securitygroup backend {{\n"
            "  inbound {{ allow ssh from 192.0.2.0/24 reject dns from any deny all from 198.51.100.0/24 default {}{} }}\n"
            "  outbound {{ deny ssh to 192.0.2.0/24 allow all to 198.51.100.0/24 default {}{} }}\n"
            "}}\n",
            host_options(fmt::format("baseline off counters {}", counters)), verdict, log, verdict, log);
        expect_agreement(text, "backend", Form::Usual, 300);
        expect_agreement(text, "backend", Form::Forced, 300);
      }
    }
  }
}

TEST_P(HostListsTest, LongListsOfDisjointRulesAreExact) {
  for (const bool exact : {true, false}) {
    expect_agreement(disjoint_rules(300, exact), "big");
    expect_agreement(disjoint_rules(40, exact), "big", Form::Forced);
  }
}

TEST_P(HostListsTest, AListSoLongThatItsMapIsCutByAddressIsExact) {
  expect_agreement(disjoint_rules(2500, false), "big", Form::Usual, 20000);
}

TEST_P(HostListsTest, LongListsOfGroupsAreExact) {
  for (std::uint64_t seed = 1; seed <= (at_night() ? 4 : 2); ++seed) {
    expect_agreement(group_rules({.rules = 400, .groups = 30, .seed = seed}), "big");
    expect_agreement(group_rules({.rules = 60, .groups = 8, .seed = seed}), "big", Form::Forced);
  }
}

// Neighbouring groups of many ranges, whose gaps hold addresses that nobody names.
TEST_P(HostListsTest, ListsBetweenGroupsOfManyRangesAreExact) {
  std::string groups;
  for (int g = 0; g < 8; ++g) {
    groups += fmt::format("group g{0} {{ 10.0.{0}.16/29, 10.0.{0}.32/28, 10.0.{0}.77, 10.0.{0}.128/28, 10.0.{0}.200, ", g);
    groups += fmt::format("2001:db8:{0}:1::/64, 2001:db8:{0}:5::7, 2001:db8:{0}:6::/63, 2001:db8:{0}:9::/64, 2001:db8:{0}:c::/64 }}\n", g);
  }
  std::string rules;
  for (int i = 0; i < 40; ++i) {
    const char* const verdict = i % 5 == 0 ? "reject" : i % 3 == 0 ? "deny" : "allow";
    rules += fmt::format("    {} {} from g{} to g{}\n", verdict, i % 4 == 0 ? "udp 53-60" : "tcp 443", i % 8, i / 8);
  }
  const std::string list = fmt::format("{}{}securitygroup big {{\n  outbound {{\n{}    default allow\n  }}\n}}\n", host_options("baseline off"), groups, rules);
  expect_agreement(list, "big");
  expect_agreement(list, "big", Form::Forced, 20000);
}

TEST_P(HostListsTest, LongListsAllRulesOfWhichNameOneHostAreExact) {
  std::string rules;
  std::string groups = "group admin { 203.0.113.5, 2001:db8:5::5 }\ngroup web { 192.0.2.1 }\n";
  for (int i = 0; i < 120; ++i) {
    groups += fmt::format("group g{0} {{ 10.{0}.0.0/28, 10.{0}.4.0/28, 10.{0}.9.1, 2001:db8:1:{0}::/64 }}\n", i);
    const char* const verdict = i % 5 == 0 ? "reject" : i % 3 == 0 ? "deny" : "allow";
    rules += fmt::format("    {} tcp {}, icmp from admin, g{} to web, g{}\n", verdict, 20 + i % 7, i, i * 7 % 120);
  }
  const std::string list = fmt::format("{}{}securitygroup big {{\n  inbound {{\n{}  }}\n}}\n", host_options("baseline off"), groups, rules);
  expect_agreement(list, "big");
  EXPECT_EQ(read_back(target(), CompiledPolicy(list), "big", emitted(target(), CompiledPolicy(list), "big")), "");
}

TEST_P(HostListsTest, LongListsOfEveryKindOfRuleAreExact) {
  for (std::uint64_t seed = 1; seed <= (at_night() ? 12 : 6); ++seed) {
    expect_agreement(mixed_rules(200, seed), "big");
    expect_agreement(mixed_rules(40, seed), "big", Form::Forced);
  }
}

}  // namespace
}  // namespace sgc::verdicts
