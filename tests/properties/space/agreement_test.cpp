// The analysis against an independent one, rule by rule, on rule sets as they are found in the field.
#include <gtest/gtest.h>

#include "compiler/space/comparison.h"
#include "compiler/space/redundancy.h"
#include "tests/bench/generate/enterprise.h"
#include "tests/bench/generate/filter_set.h"
#include "tests/bench/generate/rewriting.h"
#include "tests/bench/generate/stress.h"
#include "tests/night.h"
#include "tests/properties/space/box_oracle.h"

namespace sgc::space {
namespace {

std::vector<std::string_view> styles(std::vector<std::string_view> by_day) {
  const auto all = generate::filter_styles();
  return at_night() ? std::vector<std::string_view>(all.begin(), all.end()) : by_day;
}

void check_dead(const generate::RuleSet& rules, Family family) {
  const ir::Policy policy = generate::to_policy(rules);
  const ir::RuleList& list = generate::list_of(policy);
  const Index index({&policy, &list});
  Prover prover(index);
  const Reachability reachability(prover, 0);
  const BoxOracle oracle(policy, list, family);
  std::size_t dead = 0;
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    const bool is_dead = reachability.state(rule) != Reachability::State::Alive;  // or without any packet
    ASSERT_EQ(is_dead, oracle.is_dead(rule)) << "rule " << rule;
    dead += is_dead ? 1 : 0;
  }
  EXPECT_GT(dead, 0U);
}

void check_needed(const generate::RuleSet& rules, Family family) {
  const ir::Policy policy = generate::to_policy(rules);
  const ir::RuleList& list = generate::list_of(policy);
  const Index index({&policy, &list});
  Prover prover(index);
  const Reachability reachability(prover, 0);
  const Redundancy redundancy(prover, 0, reachability);
  const BoxOracle oracle(policy, list, family);
  std::size_t redundant = 0;
  std::size_t given_up = 0;
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    const std::optional<bool> needed = oracle.is_needed(rule);
    given_up += needed ? 0 : 1;
    if (!needed) continue;
    ASSERT_EQ(redundancy.state(rule) == Redundancy::State::Needed, *needed) << "rule " << rule;
    redundant += redundancy.state(rule) == Redundancy::State::Redundant ? 1 : 0;
  }
  EXPECT_GT(redundant, 0U);
  EXPECT_LT(given_up, list.rules.size() / 50);
}

TEST(Agreement, dead_rules_of_ten_thousand) {
  for (const std::string_view style : styles({"acl1", "fw1"})) {
    SCOPED_TRACE(style);
    check_dead(generate::make_filter_set({style, 10'000, 1, Family::V4, false}), Family::V4);
  }
}

TEST(Agreement, dead_rules_of_ten_thousand_in_ipv6) {
  for (const std::string_view style : styles({"fw5"})) {
    SCOPED_TRACE(style);
    check_dead(generate::make_filter_set({style, 10'000, 2, Family::V6, true}), Family::V6);
  }
}

TEST(Agreement, needed_rules) {
  for (const std::string_view style : styles({"acl2", "acl4", "fw4", "ipc1"})) {
    SCOPED_TRACE(style);
    check_needed(generate::make_filter_set({style, at_night() ? 10'000U : 3'000U, 1, Family::V4, false}), Family::V4);
    check_needed(generate::make_filter_set({style, at_night() ? 5'000U : 500U, 3, Family::V6, true}), Family::V6);
  }
}

TEST(Agreement, groups_and_services) {
  check_dead(generate::make_enterprise({at_night() ? 2'000U : 300U, 1, Family::V4}), Family::V4);
}

// Hundreds of rules between the same two sets, so that they are found by their services.
TEST(Agreement, many_services_between_any_and_any) {
  generate::RuleSet rules = generate::stress_shapes()[4].make();
  rules.rules.resize(at_night() ? rules.rules.size() : 600);
  check_dead(rules, Family::V4);
  check_needed(rules, Family::V4);
}

// What cannot be told from the rules themselves: rules that go together leave a list that means the same, and so does
// every rule written as two.
TEST(Agreement, rewritten_lists_are_equal_and_edited_ones_are_not) {
  for (const std::string_view style : styles({"acl2", "fw5"})) {
    SCOPED_TRACE(style);
    const generate::RuleSet rules = generate::make_filter_set({style, 3'000, 1, Family::V4, false});
    const ir::Policy policy = generate::to_policy(rules);
    const ir::Policy halved = generate::to_policy(generate::halve(rules));
    const ir::Policy edited = generate::to_policy(generate::edit(rules, 300, 1));

    ir::RuleList rest;
    {
      const Index index({&policy, &generate::list_of(policy)});
      Prover prover(index);
      const Reachability reachability(prover, 0);
      const std::vector<bool> gone = removable_rules(prover, 0, reachability);
      rest.otherwise = generate::list_of(policy).otherwise;
      for (std::size_t rule = 0; rule < gone.size(); ++rule) {
        if (!gone[rule]) rest.rules.push_back(generate::list_of(policy).rules[rule]);
      }
    }
    EXPECT_LT(rest.rules.size(), generate::list_of(policy).rules.size());

    const List lists[] = {{&policy, &generate::list_of(policy)},
                          {&policy, &rest},
                          {&halved, &generate::list_of(halved)},
                          {&edited, &generate::list_of(edited)}};
    const Index index(lists);
    Prover prover(index);
    EXPECT_EQ(compare(prover, 0, 1, Distinguish::EveryVerdict).equal, Truth::Yes);
    EXPECT_EQ(compare(prover, 0, 2, Distinguish::EveryVerdict).equal, Truth::Yes);
    EXPECT_EQ(compare(prover, 2, 1, Distinguish::EveryVerdict).equal, Truth::Yes);
    EXPECT_EQ(compare(prover, 0, 3, Distinguish::EveryVerdict).equal, Truth::No);
    EXPECT_TRUE(differences(prover, 0, 2, Distinguish::EveryVerdict).pairs.empty());
  }
}

}  // namespace
}  // namespace sgc::space
