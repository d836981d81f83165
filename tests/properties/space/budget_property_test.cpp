// A question that becomes too long is not decided, and never guessed: with hardly any budget every answer is the one
// that brute force gives, or none.
#include <gtest/gtest.h>

#include "compiler/space/blame.h"
#include "compiler/space/comparison.h"
#include "compiler/space/order.h"
#include "compiler/space/redundancy.h"
#include "tests/properties/space/small_world.h"

namespace sgc::space {
namespace {

const std::uint64_t kWorlds = worlds(1500);

// How often something was decided, and how often not.
struct Tally {
  std::size_t decided = 0;
  std::size_t open = 0;

  void add(bool is_open) { ++(is_open ? open : decided); }
};

void check_states(const Reachability& found, const Reachability& known, Tally& tally) {
  for (std::size_t rule = 0; rule < known.size(); ++rule) {
    const bool open = found.state(rule) == Reachability::State::NotDecided;
    tally.add(open);
    EXPECT_TRUE(open || found.state(rule) == known.state(rule)) << "rule " << rule;
  }
}

void check_states(const Redundancy& found, const Redundancy& known, Tally& tally) {
  for (std::size_t rule = 0; rule < known.size(); ++rule) {
    const bool open = found.state(rule) == Redundancy::State::NotDecided;
    tally.add(open);
    EXPECT_TRUE(open || found.state(rule) == known.state(rule)) << "rule " << rule;
  }
}

TEST(BudgetProperty, a_spent_budget_decides_nothing_and_guesses_nothing) {
  Tally states;
  Tally needs;
  Tally equalities;
  Tally blames;
  for (std::uint64_t seed = 1; seed <= kWorlds && !HasFailure(); ++seed) {
    SCOPED_TRACE("world " + std::to_string(seed));
    SmallWorld world(seed);
    const ir::RuleList& list = world.add_list();
    const ir::RuleList& other = world.add_variant(list);
    const List lists[] = {{&world.policy(), &list}, {&world.policy(), &other}};
    const Index index(lists);
    Prover unhurried(index);
    Limits limits;
    limits.steps_per_question = 1 + world.below(40);
    Prover hurried(index, limits);

    const Reachability known(unhurried, 0);
    check_states(Reachability(hurried, 0), known, states);
    check_states(Redundancy(hurried, 0, known), Redundancy(unhurried, 0, known), needs);

    const Truth equal = compare(hurried, 0, 1, Distinguish::LetThrough).equal;
    equalities.add(equal == Truth::NotDecided);
    if (equal != Truth::NotDecided) {
      EXPECT_EQ(equal, compare(unhurried, 0, 1, Distinguish::LetThrough).equal);
    }

    for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
      if (known.state(rule) != Reachability::State::Dead) continue;
      const Blame found = blame(hurried, 0, rule);
      blames.add(!found.complete);
      if (!found.complete) continue;
      std::vector<bool> covered(world.packets().size());
      for (const std::size_t blamed : found.rules) {
        const std::vector<bool> has = world.packets_of(list.rules[blamed]);
        for (std::size_t p = 0; p < has.size(); ++p) covered[p] = covered[p] || has[p];
      }
      const std::vector<bool> wanted = world.packets_of(list.rules[rule]);
      for (std::size_t p = 0; p < wanted.size(); ++p) EXPECT_TRUE(!wanted[p] || covered[p]) << "rule " << rule;
    }
  }
  for (const Tally& tally : {states, needs, equalities, blames}) {
    EXPECT_GT(tally.decided, 100U);
    EXPECT_GT(tally.open, 100U);
  }
}

// The budget of all questions together ends an analysis too.
TEST(BudgetProperty, the_budget_of_all_questions_is_kept) {
  SmallWorld world(1);
  const ir::RuleList& list = world.add_list(40);
  const List lists[] = {{&world.policy(), &list}};
  const Index index(lists);
  Limits limits;
  limits.steps = 30;
  Prover prover(index, limits);
  const Reachability reachability(prover, 0);
  EXPECT_EQ(reachability.state(0), Reachability::State::Alive);
  std::size_t open = 0;
  for (std::size_t rule = 0; rule < reachability.size(); ++rule) {
    open += reachability.state(rule) == Reachability::State::NotDecided ? 1 : 0;
  }
  EXPECT_GT(open, 0U);
}

}  // namespace
}  // namespace sgc::space
