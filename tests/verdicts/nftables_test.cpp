// What nftables makes of an emitted file, held against what the policy means: packets at every edge of every list,
// judged by the kernel.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/verdicts/nftables_fixture.h"
#include "tests/verdicts/nftables_lists.h"

namespace sgc::verdicts {
namespace {

TEST_F(NftablesTest, EveryConstructOfASmallListIsExact) { expect_agreement(kSmallLists, "backend"); }

TEST_F(NftablesTest, EveryConstructIsExactInMapsAndChainsToo) {
  const nftables::Limits few_maps{.plain_items = 0, .left_items = 4, .look_up_in_lines = 0, .least_block = 3};
  expect_agreement(kSmallLists, "backend", few_maps);
  expect_agreement(kSmallLists, "backend", kForced);
}

TEST_F(NftablesTest, TheDefaultsAreExact) {
  for (const char* const verdict : {"allow", "deny", "reject"}) {
    for (const char* const log : {"", " log", " log \"gone: \""}) {
      for (const char* const counters : {"on", "off"}) {
        const std::string text = fmt::format(
            "target nftables {{ baseline off counters {} }}\n"
            "securitygroup backend {{\n"
            "  inbound {{ allow ssh from 192.0.2.0/24 reject dns from any deny all from 198.51.100.0/24 default {}{} }}\n"
            "  outbound {{ deny ssh to 192.0.2.0/24 allow all to 198.51.100.0/24 default {}{} }}\n"
            "}}\n",
            counters, verdict, log, verdict, log);
        expect_agreement(text, "backend", {}, 300);
        expect_agreement(text, "backend", kForced, 300);
      }
    }
  }
}

TEST_F(NftablesTest, LongListsOfDisjointRulesAreExact) {
  for (const bool exact : {true, false}) {
    expect_agreement(disjoint_rules(300, exact), "big");
    expect_agreement(disjoint_rules(40, exact), "big", kForced);
  }
}

TEST_F(NftablesTest, AListSoLongThatItsMapIsCutByAddressIsExact) {
  expect_agreement(disjoint_rules(2500, false), "big", {}, 20000);
}

TEST_F(NftablesTest, LongListsOfGroupsAreExact) {
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    expect_agreement(group_rules({.rules = 400, .groups = 30, .seed = seed}), "big");
    expect_agreement(group_rules({.rules = 60, .groups = 8, .seed = seed}), "big", kForced);
  }
}

TEST_F(NftablesTest, LongListsOfEveryKindOfRuleAreExact) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    expect_agreement(mixed_rules(200, seed), "big");
    expect_agreement(mixed_rules(40, seed), "big", kForced);
  }
}

}  // namespace
}  // namespace sgc::verdicts
