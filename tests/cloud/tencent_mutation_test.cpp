// The tests of meaning bite: a plan with one thing wrong is refused by the service or differs from the policy in some
// packet, and `--verify` says so too. What neither notices must be without effect, which is shown rule by rule.
#include <gtest/gtest.h>

#include "tests/cloud/json_mutations.h"
#include "tests/cloud/tencent_world.h"
#include "tests/cloud/whole_policies.h"

namespace sgc::cloud_test {
namespace {

constexpr std::size_t kPackets = 4000;

// What a mutant changes without any effect on packets, and why that is so.
bool is_without_effect(const std::string& what) {
  const bool template_order = what.find("/Addresses with") != std::string::npos || what.find("/Services with") != std::string::npos;
  return template_order;
}

std::string judge(const ir::Policy& policy, const std::vector<targets::OutputFile>& files) {
  try {
    const TencentWorld world(policy, files);
    return world.difference(kPackets, 1).value_or("");
  } catch (const std::exception& refusal) {
    return refusal.what();
  }
}

bool verified(const Compiled& compiled, const std::vector<targets::OutputFile>& files) {
  std::vector<ir::PointId> points;
  for (std::uint32_t i = 0; i < compiled.policy().points.size(); ++i) points.push_back({i});
  const targets::Request request{compiled.policy(), compiled.run->sources, points, "0"};
  Sink sink;
  targets::find_target("tencent")->verify(request, files, sink);
  return !sink.has_errors();
}

TEST(TencentMutations, the_plan_itself_is_right) {
  const Compiled compiled = compile(kTencentWhole, "tencent");
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  EXPECT_EQ(judge(compiled.policy(), compiled.files), "");
  EXPECT_TRUE(verified(compiled, compiled.files));
}

TEST(TencentMutations, each_is_caught_or_proved_to_be_without_effect) {
  const Compiled compiled = compile(kTencentWhole, "tencent");
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
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
  EXPECT_LE(without_effect, caught / 3);  // rules in other places, and drops where all is dropped anyway
}

}  // namespace
}  // namespace sgc::cloud_test
