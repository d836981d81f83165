// Pairs whose order matters, and levels, against brute force.
#include "compiler/space/order.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/properties/space/small_world.h"

namespace sgc::space {
namespace {

const std::uint64_t kWorlds = worlds(3000);
constexpr std::size_t kHugeThresholds[] = {kHugeSet, 1, 0};

bool allows(const ir::Rule& rule) { return rule.verdict == ir::Verdict::Allow; }

bool subset(const std::vector<bool>& inner, const std::vector<bool>& outer) {
  for (std::size_t p = 0; p < inner.size(); ++p) {
    if (inner[p] && !outer[p]) return false;
  }
  return true;
}

struct Enumerated {
  std::map<std::pair<std::size_t, std::size_t>, Relation> pairs;
  std::vector<std::uint32_t> levels;
};

Enumerated enumerate(const SmallWorld& world, const ir::RuleList& list) {
  const std::size_t size = list.rules.size();
  std::vector<std::vector<bool>> has;
  for (const ir::Rule& rule : list.rules) has.push_back(world.packets_of(rule));
  const auto deciders = world.deciders(list);

  Enumerated all;
  all.levels.assign(size, kNone);
  for (std::size_t i = size; i-- > 0;) {
    if (std::find(deciders.begin(), deciders.end(), i) == deciders.end()) continue;
    std::uint32_t level = 0;
    for (std::size_t j = i + 1; j < size; ++j) {
      if (allows(list.rules[i]) == allows(list.rules[j])) continue;
      bool meet = false;
      bool sensitive = false;
      for (std::size_t p = 0; p < deciders.size(); ++p) {
        meet = meet || (has[i][p] && has[j][p]);
        sensitive = sensitive || (deciders[p] == i && has[j][p]);
      }
      if (meet && all.levels[j] != kNone) level = std::max(level, all.levels[j] + 1);
      if (sensitive) {
        all.pairs[{i, j}] = subset(has[j], has[i])   ? Relation::Inside
                            : subset(has[i], has[j]) ? Relation::Generalization
                                                     : Relation::Correlation;
      }
    }
    all.levels[i] = level;
  }
  return all;
}

TEST(OrderProperty, pairs_and_levels_equal_enumeration) {
  std::size_t pairs = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds && !HasFailure(); ++seed) {
    SCOPED_TRACE("world " + std::to_string(seed));
    SmallWorld world(seed);
    const ir::RuleList& list = world.add_list();
    const Index index({{{&world.policy(), &list}}}, {}, kHugeThresholds[seed % 3]);
    Prover prover(index);
    const Reachability reachability(prover, 0);
    const Enumerated expected = enumerate(world, list);

    const OrderedPairs found = order_sensitive_pairs(prover, 0, reachability);
    EXPECT_EQ(found.capped, 0U);
    EXPECT_EQ(found.undecided, 0U);
    ASSERT_EQ(found.pairs.size(), expected.pairs.size());
    auto next = expected.pairs.begin();
    for (const OrderedPair& pair : found.pairs) {
      EXPECT_EQ(std::pair(pair.earlier, pair.later), next->first);
      EXPECT_EQ(pair.relation, next->second) << pair.earlier << " and " << pair.later;
      ++next;
      const ir::Packet packet = index.packet(pair.family, pair.spot);
      EXPECT_EQ(ir::evaluate(world.policy(), list, packet).rule, pair.earlier);
      EXPECT_TRUE(ir::matches(world.policy(), list.rules[pair.later], packet));
    }
    pairs += found.pairs.size();
    EXPECT_EQ(levels(prover, 0, reachability), expected.levels);
  }
  EXPECT_GT(pairs, kWorlds);
}

TEST(OrderProperty, a_cap_is_said) {
  for (std::uint64_t seed = 1; seed <= kWorlds / 10 && !HasFailure(); ++seed) {
    SmallWorld world(seed);
    const ir::RuleList& list = world.add_list();
    const Index index({{{&world.policy(), &list}}});
    Prover prover(index);
    const Reachability reachability(prover, 0);
    std::map<std::size_t, std::size_t> count;
    for (const OrderedPair& pair : order_sensitive_pairs(prover, 0, reachability).pairs) ++count[pair.earlier];

    const OrderedPairs capped = order_sensitive_pairs(prover, 0, reachability, 1);
    EXPECT_EQ(capped.pairs.size(), count.size());
    EXPECT_EQ(capped.capped, std::count_if(count.begin(), count.end(), [](const auto& c) { return c.second > 1; }));
  }
}

}  // namespace
}  // namespace sgc::space
