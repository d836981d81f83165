// Who is blamed for dead rules, against brute force: all subsets of the rules that really take something.
#include "compiler/space/blame.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>

#include "tests/properties/space/small_world.h"

namespace sgc::space {
namespace {

const std::uint64_t kWorlds = worlds(6000);
constexpr std::size_t kHugeThresholds[] = {kHugeSet, 1, 0};

using Packets = std::vector<bool>;

bool cover(const std::vector<Packets>& has, const std::vector<std::size_t>& rules, const Packets& wanted) {
  for (std::size_t p = 0; p < wanted.size(); ++p) {
    if (!wanted[p]) continue;
    bool covered = false;
    for (const std::size_t rule : rules) covered = covered || has[rule][p];
    if (!covered) return false;
  }
  return true;
}

// The size of the smallest subset that covers.
std::size_t least(const std::vector<Packets>& has, const std::set<std::size_t>& takers, const Packets& wanted) {
  const std::vector<std::size_t> all(takers.begin(), takers.end());
  std::size_t best = all.size();
  for (std::uint32_t subset = 1; subset < (1U << all.size()); ++subset) {
    const auto size = static_cast<std::size_t>(std::popcount(subset));
    if (size >= best) continue;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if ((subset >> i & 1U) != 0) chosen.push_back(all[i]);
    }
    if (cover(has, chosen, wanted)) best = size;
  }
  return best;
}

void check_blame(const std::vector<Packets>& has, const std::vector<std::size_t>& deciders, std::size_t rule,
                 const Blame& blame) {
  std::set<std::size_t> takers;
  for (std::size_t p = 0; p < deciders.size(); ++p) {
    if (has[rule][p]) takers.insert(deciders[p]);
  }
  EXPECT_TRUE(blame.complete);
  EXPECT_TRUE(cover(has, blame.rules, has[rule]));
  for (const std::size_t blamed : blame.rules) {
    EXPECT_TRUE(takers.contains(blamed)) << "rule " << blamed << " takes nothing";
    std::vector<std::size_t> others = blame.rules;
    std::erase(others, blamed);
    EXPECT_FALSE(cover(has, others, has[rule])) << "rule " << blamed << " is not needed";
  }
  const std::size_t smallest = least(has, takers, has[rule]);
  if (blame.fewest) {
    EXPECT_EQ(blame.rules.size(), smallest);
  } else {
    EXPECT_GT(smallest, 4U);
  }
}

std::size_t check_world(std::uint64_t seed) {
  SmallWorld world(seed);
  const ir::RuleList& list = world.add_list();
  const Index index({{{&world.policy(), &list}}}, {}, kHugeThresholds[seed % 3]);
  Prover prover(index);
  const Reachability reachability(prover, 0);

  std::vector<Packets> has;
  for (const ir::Rule& rule : list.rules) has.push_back(world.packets_of(rule));
  const std::vector<std::size_t> deciders = world.deciders(list);
  std::size_t dead = 0;
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    SCOPED_TRACE("rule " + std::to_string(rule) + " of world " + std::to_string(seed));
    if (reachability.state(rule) == Reachability::State::Dead) {
      ++dead;
      check_blame(has, deciders, rule, blame(prover, 0, rule));
    }

    const Verdicts own = list.rules[rule].verdict == ir::Verdict::Allow ? kAllow : kDeny;
    const OtherVerdict other = other_verdict(prover, 0, rule, own);
    bool expected = false;
    std::vector<std::size_t> allows;
    for (std::size_t p = 0; p < deciders.size(); ++p) {
      expected = expected || (has[rule][p] && deciders[p] < rule && !sgc::space::has(own, list.rules[deciders[p]].verdict));
    }
    for (std::size_t j = 0; j < rule; ++j) {
      if (list.rules[j].verdict == ir::Verdict::Allow) allows.push_back(j);
    }
    EXPECT_EQ(other.found, expected ? Truth::Yes : Truth::No);
    EXPECT_EQ(covered_by(prover, 0, rule, kAllow), cover(has, allows, has[rule]) ? Truth::Yes : Truth::No);
    if (other.found == Truth::Yes) {
      const ir::Packet packet = index.packet(other.family, other.spot);
      EXPECT_TRUE(ir::matches(world.policy(), list.rules[rule], packet));
      EXPECT_EQ(ir::evaluate(world.policy(), list, packet).rule, other.rule);
      EXPECT_FALSE(sgc::space::has(own, list.rules[other.rule].verdict));
    }
  }
  return dead;
}

TEST(BlameProperty, is_the_smallest_set_of_rules_that_take_something) {
  std::size_t dead = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds && !HasFailure(); ++seed) dead += check_world(seed);
  EXPECT_GT(dead, kWorlds / 4);
  RecordProperty("dead", static_cast<int>(dead));
}

}  // namespace
}  // namespace sgc::space
