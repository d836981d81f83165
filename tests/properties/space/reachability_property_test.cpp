// Reachability against brute force: every rule of many small lists, those found alive and those found dead.
#include "compiler/space/reachability.h"

#include <gtest/gtest.h>

#include "tests/properties/space/small_world.h"

namespace sgc::space {
namespace {

const std::uint64_t kWorlds = worlds(4000);

// Thresholds for huge sets: none is, all that are not one range are, all are.
constexpr std::size_t kHugeThresholds[] = {kHugeSet, 1, 0};

std::size_t check_world(std::uint64_t seed) {
  SmallWorld world(seed);
  const ir::RuleList& list = world.add_list();
  const Index index({{{&world.policy(), &list}}}, {}, kHugeThresholds[seed % 3]);
  Prover prover(index);
  const Reachability reachability(prover, 0);

  const std::vector<std::size_t> deciders = world.deciders(list);
  std::vector<bool> decides(list.rules.size() + 1);
  for (const std::size_t rule : deciders) decides[rule] = true;

  EXPECT_EQ(reachability.size(), decides.size());
  for (std::size_t rule = 0; rule < decides.size(); ++rule) {
    const bool alive = reachability.state(rule) == Reachability::State::Alive;
    EXPECT_EQ(alive, decides[rule]) << "rule " << rule << " of world " << seed;
    if (!alive) continue;
    const ir::Decision decision = ir::evaluate(world.policy(), list, reachability.packet(index, rule));
    EXPECT_EQ(decision.rule.value_or(list.rules.size()), rule) << "of world " << seed;
  }
  return list.rules.size();
}

TEST(ReachabilityProperty, equals_enumeration_on_small_worlds) {
  std::size_t rules = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds && !HasFailure(); ++seed) rules += check_world(seed);
  RecordProperty("rules", static_cast<int>(rules));
}

}  // namespace
}  // namespace sgc::space
