// What nftables makes of an emitted file, held against what the policy means: packets at every edge of every list,
// judged by the kernel.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "targets/nftables/emit.h"
#include "tests/unit/targets/compiled_policy.h"
#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/lab_fixture.h"
#include "tests/verdicts/harness/outcome.h"
#include "tests/verdicts/nftables_lists.h"

namespace sgc::verdicts {
namespace {

using test::CompiledPolicy;

// Limits at which the shortest lists take every form that long ones have.
constexpr nftables::Limits kForced{.plain_items = 0,
                                   .left_items = 1,
                                   .look_up_in_lines = 0,
                                   .least_block = 1,
                                   .least_hash_table = 1,
                                   .interval_map = 3,
                                   .part_of_interval_map = 2};

class NftablesTest : public LabTest {
 protected:
  static std::string emitted(const CompiledPolicy& compiled, const std::string& point, const nftables::Limits& limits = {}) {
    const std::vector<ir::PointId> points{compiled.policy().find_point(point).value()};
    const targets::Request request{compiled.policy(), compiled.sources(), points, "0.0.0", true};
    Sink sink;
    return nftables::emit_files(request, limits, sink).at(0).bytes;
  }

  // Loads the file of the point and judges the boundary packets of both its lists.
  static void expect_agreement(const std::string& policy, const std::string& point, const nftables::Limits& limits = {},
                               std::size_t most = 3000) {
    const CompiledPolicy compiled(policy);
    const std::string text = emitted(compiled, point, limits);
    lab().clear();
    const Loaded loaded = lab().load({{"point.nft", text}}, {"nft -f point.nft"});
    ASSERT_TRUE(loaded.ok) << loaded.transcript.substr(0, 3000) << text.substr(0, 5000);

    for (const ir::Direction direction : ir::kDirections) {
      const ir::RuleList& list = compiled.point(point).list(direction);
      const auto packets = boundary_packets(compiled.policy(), list, {most, 1});
      const Comparison comparison = compare(compiled.policy(), list, packets, lab().judge(direction, packets));
      EXPECT_TRUE(comparison.agreed()) << to_string(direction) << ' ' << to_string(comparison) << text.substr(0, 20000);
      EXPECT_GT(comparison.shown, packets.size() / 2);
    }
  }
};

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
