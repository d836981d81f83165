#include "tests/verdicts/harness/list_mutations.h"

#include <gtest/gtest.h>

#include <set>

#include "compiler/ir/evaluate.h"
#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/hand_made_list.h"

namespace sgc::verdicts {
namespace {

HandMadeList sample() {
  const AddressSet any = addresses({"any"});
  const AddressSet office = addresses({"192.0.2.0/25", "198.51.100.7", "2001:db8:0:f::/64"});
  const AddressSet web = addresses({"10.0.0.0/24", "2001:db8:1::10-2001:db8:1::1f"});
  const auto tcp = [](NumberRange ports) { return ServiceSet::ports(protocol::kTcp, kAllPorts, ports); };
  HandMadeList made;
  made.add(ir::Verdict::Deny, addresses({"198.51.100.0/24", "2001:db8:bad::/48"}), any, ServiceSet::all())
      .add(ir::Verdict::Allow, office, web, tcp({22, 22}))
      .add(ir::Verdict::Reject, office, web, tcp({20, 25}))
      .add(ir::Verdict::Allow, any, web, unite(tcp({80, 80}), tcp({8000, 8099})))
      .add(ir::Verdict::Allow, any, web, ServiceSet::icmp(Family::V4, {3, 3}, {4, 4}));
  return made;
}

TEST(ListMutations, EachChangesTheVerdictOfItsWitness) {
  HandMadeList made = sample();
  for (const ListMutation& mutation : mutate(made.policy, made.list, 1, 60)) {
    EXPECT_NE(ir::evaluate(made.policy, made.list, mutation.witness).verdict,
              ir::evaluate(made.policy, mutation.list, mutation.witness).verdict) << mutation.what;
  }
}

TEST(ListMutations, AreManyOfManyKindsAndNoneTwice) {
  HandMadeList made = sample();
  const auto mutations = mutate(made.policy, made.list, 1, 60);
  EXPECT_EQ(mutations.size(), 60U);
  std::set<std::string> words;
  std::string all;
  for (const ListMutation& mutation : mutations) {
    EXPECT_TRUE(words.insert(mutation.what).second) << mutation.what;
    all += mutation.what + "\n";
  }
  for (const char* kind : {"flipped", "gone", "at place", "exchanged", "only", "late", "early", "too long", "too short", "became"}) {
    EXPECT_NE(all.find(kind), std::string::npos) << kind << " in\n" << all;
  }
}

TEST(ListMutations, AreTheSameForTheSameSeed) {
  HandMadeList made = sample();
  const auto words = [&](std::uint64_t seed) {
    std::string all;
    for (const ListMutation& mutation : mutate(made.policy, made.list, seed, 30)) all += mutation.what + "\n";
    return all;
  };
  EXPECT_EQ(words(5), words(5));
  EXPECT_NE(words(5), words(6));
}

TEST(ListMutations, AreAllCaughtByTheBoundaryPacketsOfTheRightList) {
  HandMadeList made = sample();
  const auto packets = boundary_packets(made.policy, made.list);
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    for (const ListMutation& mutation : mutate(made.policy, made.list, seed, 40)) {
      EXPECT_TRUE(tell_apart(made.policy, made.list, mutation.list, packets)) << seed << ": " << mutation.what << ", "
                                                                             << to_string(mutation.witness);
    }
  }
}

TEST(ListMutations, OneThatChangesNothingIsNoMutation) {
  HandMadeList made;
  made.add(ir::Verdict::Deny, addresses({"any"}), addresses({"any"}), ServiceSet::all())
      .add(ir::Verdict::Deny, addresses({"192.0.2.0/24"}), addresses({"any"}), ServiceSet::all());
  for (const ListMutation& mutation : mutate(made.policy, made.list, 1, 20)) {
    EXPECT_EQ(mutation.what.find("rule 2 is gone"), std::string::npos);
    EXPECT_EQ(mutation.what.find("default"), std::string::npos);
  }
}

}  // namespace
}  // namespace sgc::verdicts
