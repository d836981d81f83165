#include "targets/xdp/list_proof.h"

#include "compiler/ir/evaluate.h"
#include "targets/host/unreadable.h"
#include "targets/xdp/row_proof.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kMostTries = 20'000;  // of what cannot be

// One diagram for the whole list.
class DiagramProof {
 public:
  DiagramProof(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables, const MeantRules& meant)
      : policy_(policy), list_(list), tables_(tables), meant_(meant) {}

  std::optional<ProofPacket> run(const FamilyTables& made) {
    std::vector<ProofBox> boxes;
    for (const MeantRule& rule : meant_.rules()) meant_.append_boxes(boxes, rule, true, true);
    WalkProof walk(tables_.nodes, made.order, meant_.last_values());
    walk.run(made.root, boxes, [&](const ValueBox& box) { return take(box); });
    return difference_;
  }

 private:
  // Classes that no address has together, and numbers that no packet has, make no difference.
  bool take(const ValueBox& box) {
    const auto packet = meant_.packet_with(box, std::nullopt);
    if (!packet) {
      if (++impossible_ > kMostTries) throw host::Unreadable(0, "the comparison with the policy met too much that cannot be");
      return false;
    }
    if (first_match(tables_, packet->packet, packet->established) == meant_leaf(policy_, list_, *packet)) {
      throw host::Unreadable(0, "the decision could not be followed");
    }
    difference_ = packet;
    return true;
  }

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  const Tables& tables_;
  const MeantRules& meant_;
  std::optional<ProofPacket> difference_;
  std::size_t impossible_ = 0;
};

}  // namespace

Word meant_leaf(const ir::Policy& policy, const ir::RuleList& list, const ProofPacket& packet) {
  for (std::uint32_t i = 0; i < list.rules.size(); ++i) {
    const ir::Rule& rule = list.rules[i];
    if (packet.established && !rule.before_established) continue;
    if (ir::matches(policy, rule, packet.packet)) return leaf_of(i, rule.verdict == ir::Verdict::Allow);
  }
  return kNoRule;
}

std::optional<ProofPacket> find_difference(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables,
                                           const ClassMaps& maps, Family family) {
  const FamilyTables& made = tables.of(family);
  const auto& of_family = maps[static_cast<std::size_t>(family)];
  const MeantRules meant(policy, list, tables, of_family, family);
  if (made.by_rows) return RowProof(policy, list, tables, of_family, meant, family).run();
  return DiagramProof(policy, list, tables, meant).run(made);
}

}  // namespace sgc::targets::xdp
