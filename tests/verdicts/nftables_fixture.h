// What the tests of the nftables target share: a policy's file in the laboratory, and its lists held against the
// evaluator.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "targets/nftables/emit.h"
#include "tests/unit/targets/compiled_policy.h"
#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/lab_fixture.h"
#include "tests/verdicts/harness/outcome.h"

namespace sgc::verdicts {

// Limits at which the shortest lists take every form that long ones have.
inline constexpr nftables::Limits kForced{.plain_items = 0,
                                          .left_items = 1,
                                          .look_up_in_lines = 0,
                                          .least_block = 1,
                                          .least_hash_table = 1,
                                          .interval_map = 3,
                                          .part_of_interval_map = 2};

class NftablesTest : public LabTest {
 protected:
  using CompiledPolicy = test::CompiledPolicy;

  static std::string emitted(const CompiledPolicy& compiled, const std::string& point, const nftables::Limits& limits = {}) {
    const std::vector<ir::PointId> points{compiled.policy().find_point(point).value()};
    const targets::Request request{compiled.policy(), compiled.sources(), points, "0.0.0", true};
    Sink sink;
    return nftables::emit_files(request, limits, sink).at(0).bytes;
  }

  static Loaded load(const std::string& text) { return lab().load({{"point.nft", text}}, {"nft -f point.nft"}); }

  static void load_policy(const std::string& policy, const std::string& point) {
    const Loaded loaded = load(emitted(CompiledPolicy(policy), point));
    ASSERT_TRUE(loaded.ok) << loaded.transcript;
  }

  // Judges the boundary packets of both lists of the point, whose file is loaded.
  static Comparison judge(const CompiledPolicy& compiled, const std::string& point, ir::Direction direction, std::size_t most) {
    const ir::RuleList& list = compiled.point(point).list(direction);
    const auto packets = boundary_packets(compiled.policy(), list, {most, 1});
    Comparison comparison = compare(compiled.policy(), list, packets, lab().judge(direction, packets));
    forgive_silenced_refusals(comparison, compiled.policy(), compiled.point(point).list(ir::Direction::Outbound));
    return comparison;
  }

  // Loads the file of the point and demands that the kernel agrees with the evaluator.
  static void expect_agreement(const CompiledPolicy& compiled, const std::string& point, const nftables::Limits& limits = {},
                               std::size_t most = 3000) {
    const std::string text = emitted(compiled, point, limits);
    lab().clear();
    const Loaded loaded = load(text);
    ASSERT_TRUE(loaded.ok) << loaded.transcript.substr(0, 3000) << text.substr(0, 5000);
    for (const ir::Direction direction : ir::kDirections) {
      const Comparison comparison = judge(compiled, point, direction, most);
      EXPECT_TRUE(comparison.agreed()) << to_string(direction) << ' ' << to_string(comparison) << text.substr(0, 20000);
      EXPECT_GT(comparison.shown, 0U);
    }
  }
  static void expect_agreement(const std::string& policy, const std::string& point, const nftables::Limits& limits = {},
                               std::size_t most = 3000) {
    expect_agreement(CompiledPolicy(policy), point, limits, most);
  }
};

}  // namespace sgc::verdicts
