// The tables of a list, walked, against the reference meaning of the list.
#include "targets/xdp/tables.h"

#include <gtest/gtest.h>

#include "compiler/ir/evaluate.h"
#include "tests/workloads/workloads.h"

namespace sgc::targets::xdp {
namespace {

using workloads::PolicyMaker;
using workloads::Random;

// What evaluate() says as a leaf.
Word expected(const PolicyMaker& maker, const ir::Packet& packet) {
  const ir::Decision decision = ir::evaluate(maker.policy, maker.inbound(), packet);
  if (!decision.rule) return kNoRule;
  return leaf_of(static_cast<std::uint32_t>(*decision.rule), decision.verdict == ir::Verdict::Allow);
}

// The same for a packet of an established connection: only rules that stand before such traffic are asked.
Word expected_established(const PolicyMaker& maker, const ir::Packet& packet) {
  const auto& rules = maker.inbound().rules;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (rules[i].before_established && ir::matches(maker.policy, rules[i], packet)) {
      return leaf_of(i, rules[i].verdict == ir::Verdict::Allow);
    }
  }
  return kNoRule;
}

void expect_agreement(const PolicyMaker& maker, const Tables& tables, Random& random, int packets) {
  for (int i = 0; i < packets; ++i) {
    const ir::Packet packet = i % 4 == 0 ? workloads::any_packet(random)
                                         : workloads::packet_near_rules(random, maker.policy, maker.inbound());
    ASSERT_EQ(first_match(tables, packet), expected(maker, packet)) << to_string(packet);
    ASSERT_EQ(first_match(tables, packet, true), expected_established(maker, packet)) << to_string(packet);
  }
}

TEST(XdpTables, AgreeWithTheEvaluatorOnRandomPolicies) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    PolicyMaker maker;
    workloads::add_random_rules(maker, 1 + seed % 25, seed);
    for (const Structure structure : {Structure::Best, Structure::Rows, Structure::Pairs}) {
      Random random(seed);
      const Tables tables = make_tables(maker.policy, maker.inbound(), structure);
      if (structure == Structure::Best) {
        ASSERT_FALSE(tables.pairs);
      }
      expect_agreement(maker, tables, random, 300);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace sgc::targets::xdp
