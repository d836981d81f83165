// Equality and difference of two lists against brute force.
#include "compiler/space/comparison.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/properties/space/small_world.h"

namespace sgc::space {
namespace {

const std::uint64_t kWorlds = worlds(2000);
constexpr std::size_t kHugeThresholds[] = {kHugeSet, 1, 0};

using Pairs = std::set<std::pair<std::size_t, std::size_t>>;

ir::Verdict verdict(const ir::RuleList& list, std::size_t rule) {
  return rule < list.rules.size() ? list.rules[rule].verdict : list.otherwise.verdict;
}

bool differ(ir::Verdict a, ir::Verdict b, Distinguish distinguish) { return !has(same_as(a, distinguish), b); }

Pairs enumerate(const SmallWorld& world, const ir::RuleList& a, const ir::RuleList& b, Distinguish distinguish) {
  Pairs pairs;
  const auto by_a = world.deciders(a);
  const auto by_b = world.deciders(b);
  for (std::size_t p = 0; p < by_a.size(); ++p) {
    if (differ(verdict(a, by_a[p]), verdict(b, by_b[p]), distinguish)) pairs.insert({by_a[p], by_b[p]});
  }
  return pairs;
}

void check_difference(const SmallWorld& world, const Index& index, const ir::RuleList& a, const ir::RuleList& b,
                      const Difference& difference) {
  const ir::Packet packet = index.packet(difference.family, difference.spot);
  EXPECT_EQ(ir::evaluate(world.policy(), a, packet).rule.value_or(a.rules.size()), difference.rule);
  EXPECT_EQ(ir::evaluate(world.policy(), b, packet).rule.value_or(b.rules.size()), difference.other);
}

// Whether the lists are equal.
bool check_lists(const SmallWorld& world, const ir::RuleList& a, const ir::RuleList& b, Distinguish distinguish) {
  const List lists[] = {{&world.policy(), &a}, {&world.policy(), &b}};
  const Index index(lists, {}, kHugeThresholds[world.seed() % 3]);
  Prover prover(index);
  const Pairs expected = enumerate(world, a, b, distinguish);

  const Comparison comparison = compare(prover, 0, 1, distinguish);
  EXPECT_EQ(comparison.equal, expected.empty() ? Truth::Yes : Truth::No);
  if (comparison.difference) {
    EXPECT_TRUE(expected.contains({comparison.difference->rule, comparison.difference->other}));
    check_difference(world, index, a, b, *comparison.difference);
  }

  const Differences found = differences(prover, 0, 1, distinguish);
  Pairs pairs;
  for (const Difference& difference : found.pairs) {
    EXPECT_TRUE(pairs.insert({difference.rule, difference.other}).second) << "twice";
    check_difference(world, index, a, b, difference);
  }
  EXPECT_EQ(pairs, expected);
  EXPECT_FALSE(found.capped || found.undecided);
  return expected.empty();
}

TEST(ComparisonProperty, equals_enumeration_of_both_lists) {
  std::size_t equal = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds && !HasFailure(); ++seed) {
    SCOPED_TRACE("world " + std::to_string(seed));
    SmallWorld world(seed);
    const ir::RuleList& a = world.add_list();
    const ir::RuleList& b = seed % 4 == 0 ? world.add_list() : world.add_variant(a);
    equal += check_lists(world, a, b, Distinguish::LetThrough) ? 1 : 0;
    equal += check_lists(world, a, b, Distinguish::EveryVerdict) ? 1 : 0;
  }
  EXPECT_GT(equal, kWorlds / 8);
}

// Few rules of many are asked about in another way than many.
TEST(ComparisonProperty, one_changed_rule_of_many_is_found) {
  std::size_t equal = 0;
  const std::uint64_t count = kWorlds / 6;
  for (std::uint64_t seed = 1; seed <= count && !HasFailure(); ++seed) {
    SCOPED_TRACE("world " + std::to_string(seed));
    SmallWorld world(seed);
    const ir::RuleList& a = world.add_list(40);
    const ir::RuleList& b = world.add_edited(a);
    equal += check_lists(world, a, b, Distinguish::LetThrough) ? 1 : 0;
  }
  EXPECT_GT(equal, count / 10);
  EXPECT_LT(equal, count);
}

TEST(ComparisonProperty, lists_of_two_policies_are_compared_by_what_their_sets_hold) {
  for (std::uint64_t seed = 1; seed <= kWorlds / 10 && !HasFailure(); ++seed) {
    SmallWorld one(seed);
    SmallWorld again(seed);
    again.random_addresses();  // so that the next sets get other numbers
    const ir::RuleList& a = one.add_list();
    ir::RuleList b;
    b.otherwise = a.otherwise;
    for (const ir::Rule& rule : a.rules) {
      b.rules.push_back(again.make_rule(one.policy().addresses(rule.source), one.policy().addresses(rule.destination),
                                        one.policy().service_set(rule.service), rule.verdict));
    }
    const List lists[] = {{&one.policy(), &a}, {&again.policy(), &b}};
    const Index index(lists);
    Prover prover(index);
    EXPECT_EQ(compare(prover, 0, 1, Distinguish::EveryVerdict).equal, Truth::Yes) << "world " << seed;
  }
}

}  // namespace
}  // namespace sgc::space
