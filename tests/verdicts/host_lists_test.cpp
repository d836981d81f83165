// What the kernel makes of emitted files, held against what the policy means: packets at every edge of every list,
// judged by the kernel.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

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
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    expect_agreement(group_rules({.rules = 400, .groups = 30, .seed = seed}), "big");
    expect_agreement(group_rules({.rules = 60, .groups = 8, .seed = seed}), "big", Form::Forced);
  }
}

TEST_P(HostListsTest, LongListsOfEveryKindOfRuleAreExact) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    expect_agreement(mixed_rules(200, seed), "big");
    expect_agreement(mixed_rules(40, seed), "big", Form::Forced);
  }
}

}  // namespace
}  // namespace sgc::verdicts
