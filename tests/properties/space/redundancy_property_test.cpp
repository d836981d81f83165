// Redundancy against brute force: every rule is taken out and what happens to every packet compared.
#include "compiler/space/redundancy.h"

#include <gtest/gtest.h>

#include "tests/properties/space/small_world.h"

namespace sgc::space {
namespace {

const std::uint64_t kWorlds = worlds(3000);
constexpr std::size_t kHugeThresholds[] = {kHugeSet, 1, 0};

// What happens to a packet.
struct Outcome {
  ir::Verdict verdict;
  bool log;
  std::string prefix;
};

Outcome outcome(const SmallWorld& world, const ir::RuleList& list, std::size_t rule) {
  if (rule == list.rules.size()) return {list.otherwise.verdict, list.otherwise.log, list.otherwise.log_prefix};
  const ir::RuleNotes& notes = world.policy().notes_of(list.rules[rule]);
  return {list.rules[rule].verdict, notes.log, notes.log_prefix};
}

// The rule of the house: deny and reject are one, but deny is no substitute for reject, nor anything else for a log.
bool stands_in(const Outcome& now, const Outcome& before) {
  const bool both_allow = now.verdict == ir::Verdict::Allow && before.verdict == ir::Verdict::Allow;
  const bool neither = now.verdict != ir::Verdict::Allow && before.verdict != ir::Verdict::Allow;
  if (before.verdict == ir::Verdict::Reject && now.verdict != ir::Verdict::Reject) return false;
  if (before.log && !(now.log && now.prefix == before.prefix)) return false;
  return both_allow || neither;
}

std::vector<bool> without(std::size_t size, std::size_t rule) {
  std::vector<bool> gone(size);
  gone[rule] = true;
  return gone;
}

// Whether taking the marked rules out changes what happens to some packet. `before` are the list's deciders.
bool changes(SmallWorld& world, const ir::RuleList& list, const std::vector<std::size_t>& before,
             const std::vector<bool>& gone) {
  const ir::RuleList& rest = world.add_without(list, gone);
  const auto now = world.deciders(rest);
  for (std::size_t p = 0; p < before.size(); ++p) {
    if (!stands_in(outcome(world, rest, now[p]), outcome(world, list, before[p]))) return true;
  }
  return false;
}

void check_witness(const SmallWorld& world, const ir::RuleList& list, const Index& index, const Redundancy& found,
                   std::size_t rule) {
  const ir::Packet packet = found.packet(index, rule);
  EXPECT_EQ(ir::evaluate(world.policy(), list, packet).rule, rule);
  ir::RuleList rest = list;
  rest.rules.erase(rest.rules.begin() + static_cast<std::ptrdiff_t>(rule));
  const std::size_t next = ir::evaluate(world.policy(), rest, packet).rule.value_or(rest.rules.size()) + 1;
  EXPECT_EQ(next, found.instead(rule));
  EXPECT_FALSE(stands_in(outcome(world, list, next), outcome(world, list, rule)));
}

std::size_t check_world(std::uint64_t seed) {
  SmallWorld world(seed);
  const ir::RuleList& list = world.add_list();
  const Index index({{{&world.policy(), &list}}}, {}, kHugeThresholds[seed % 3]);
  Prover prover(index);
  const Reachability reachability(prover, 0);
  const Redundancy found(prover, 0, reachability);

  EXPECT_EQ(found.size(), list.rules.size());
  const auto before = world.deciders(list);
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    SCOPED_TRACE("rule " + std::to_string(rule) + " of world " + std::to_string(seed));
    const bool alive = reachability.state(rule) == Reachability::State::Alive;
    const bool needed = changes(world, list, before, without(list.rules.size(), rule));
    EXPECT_EQ(found.state(rule), !alive   ? Redundancy::State::Unreached
                                 : needed ? Redundancy::State::Needed
                                          : Redundancy::State::Redundant);
    if (found.state(rule) == Redundancy::State::Needed) check_witness(world, list, index, found, rule);
  }
  return list.rules.size();
}

TEST(RedundancyProperty, equals_removal_on_small_worlds) {
  std::size_t rules = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds && !HasFailure(); ++seed) rules += check_world(seed);
  RecordProperty("rules", static_cast<int>(rules));
}

TEST(RedundancyProperty, removable_rules_go_together_and_leave_none) {
  for (std::uint64_t seed = 1; seed <= kWorlds / 2 && !HasFailure(); ++seed) {
    SCOPED_TRACE("world " + std::to_string(seed));
    SmallWorld world(seed);
    const ir::RuleList& list = world.add_list();
    const Index index({{{&world.policy(), &list}}}, {}, kHugeThresholds[seed % 3]);
    Prover prover(index);
    const Reachability reachability(prover, 0);
    std::vector<bool> gone = removable_rules(prover, 0, reachability);

    EXPECT_FALSE(changes(world, list, world.deciders(list), gone));
    const ir::RuleList& rest = world.add_without(list, gone);
    const auto before = world.deciders(rest);
    for (std::size_t rule = 0; rule < rest.rules.size(); ++rule) {
      EXPECT_TRUE(changes(world, rest, before, without(rest.rules.size(), rule))) << "rule " << rule << " is left";
    }
  }
}

}  // namespace
}  // namespace sgc::space
