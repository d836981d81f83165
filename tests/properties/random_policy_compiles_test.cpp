// Random policies against the compiler: none has an error, and what they mean is not settled by their first rules.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "compiler/ir/evaluate.h"
#include "tests/properties/random_policy.h"
#include "tests/unit/targets/compiled_policy.h"
#include "tests/verdicts/harness/boundary_packets.h"

namespace sgc::properties {
namespace {

std::uint64_t seeds() { return std::getenv("SGC_NIGHTLY") != nullptr ? 5'000 : 200; }

TEST(RandomPolicy, CompilesWithoutAnError) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const RandomPolicy policy = random_policy(seed);
    try {
      test::CompiledPolicy(policy.text, {}, policy.files);
    } catch (const std::exception& error) {
      ADD_FAILURE() << "seed " << seed << "\n" << error.what();
    }
  }
}

TEST(RandomPolicy, NamesThePointsThatItDeclares) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const RandomPolicy policy = random_policy(seed);
    const test::CompiledPolicy compiled(policy.text, {}, policy.files);
    for (const auto& name : policy.security_groups) EXPECT_NE(compiled.point(name).security_group(), nullptr);
    for (const auto& name : policy.load_balancers) EXPECT_NE(compiled.point(name).load_balancer(), nullptr);
    for (const auto& name : policy.instances) EXPECT_NE(compiled.point(name).instance(), nullptr);
  }
}

// A rule that never decides tests nothing.
TEST(RandomPolicy, MostOfItsRulesDecideSomething) {
  std::size_t rules = 0;
  std::size_t decisive = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const RandomPolicy drawn = random_policy(seed);
    const test::CompiledPolicy compiled(drawn.text, {}, drawn.files);
    for (const ir::Point& point : compiled.policy().points) {
      for (const ir::RuleList* list : {&point.inbound, &point.outbound}) {
        std::set<std::size_t> deciding;
        for (const ir::Packet& packet : verdicts::boundary_packets(compiled.policy(), *list, {2'000, seed})) {
          const auto rule = ir::evaluate(compiled.policy(), *list, packet).rule;
          if (rule) deciding.insert(*rule);
        }
        rules += list->rules.size();
        decisive += deciding.size();
      }
    }
  }
  EXPECT_GT(decisive * 10, rules * 7) << decisive << " of " << rules;
}

}  // namespace
}  // namespace sgc::properties
