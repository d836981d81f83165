// Rules found by their services against looking at each rule of lists that are long enough to be indexed.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/checks/ways/list_index.h"
#include "tests/properties/space/small_world.h"

namespace sgc::checks {
namespace {

TEST(ListIndex, FindsEveryRuleOfTheServices) {
  constexpr std::uint32_t kRules = 150;
  std::size_t found = 0;
  std::size_t asked = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    space::SmallWorld world(seed);
    const ir::RuleList& list = world.add_list(kRules);
    const ListIndex index(world.policy(), list);
    for (int i = 0; i < 20; ++i) {
      const ServiceSet services = world.random_services();
      const std::vector<std::size_t> near = index.rules_near(services);
      EXPECT_TRUE(std::is_sorted(near.begin(), near.end()));
      EXPECT_EQ(std::adjacent_find(near.begin(), near.end()), near.end());
      for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
        if (!world.policy().service_set(list.rules[rule].service).overlaps(services)) continue;
        ASSERT_TRUE(std::binary_search(near.begin(), near.end(), rule)) << "seed " << seed << " rule " << rule;
      }
      found += near.size();
      asked += list.rules.size();
    }
  }
  EXPECT_LT(found, asked * 9 / 10) << "an index that finds nearly everything is none";
}

}  // namespace
}  // namespace sgc::checks
