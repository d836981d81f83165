#include "targets/xdp/list_proof.h"

#include "compiler/ir/evaluate.h"
#include "targets/host/unreadable.h"
#include "targets/xdp/row_proof.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kMostTries = 20'000;

// Packets next to what the rules name, where the tables have no form that could be followed.
std::optional<ProofPacket> try_packets(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables, Family family) {
  const auto ends_of = [&](const AddressSet& set) {
    std::vector<u128> ends;
    const auto add = [&](u128 first, u128 last) {
      for (const u128 end : {first, last}) ends.push_back(end);
      if (first != 0) ends.push_back(first - 1);
      if (last != last_address(family)) ends.push_back(last + 1);
    };
    if (family == Family::V4) {
      for (const RangeV4& range : set.v4()) add(range.first, range.last);
    } else {
      for (const RangeV6& range : set.v6()) add(range.first, range.last);
    }
    return ends;
  };

  std::size_t tries = 0;
  for (const ir::Rule& rule : list.rules) {
    const AddressSet& sources = policy.addresses(rule.source);
    const AddressSet& destinations = policy.addresses(rule.destination);
    const auto front = destinations.front(family);
    for (const ServiceBox& box : policy.service_set(rule.service).boxes()) {
      if (box.family != family || !front) continue;
      for (const u128 source : ends_of(sources)) {
        if (++tries > kMostTries) return std::nullopt;
        const ProofPacket packet{{family, box.first_protocol, source, front->value, box.a.first, box.b.first}, false};
        if (first_match(tables, packet.packet) != meant_leaf(policy, list, packet)) return packet;
      }
    }
  }
  return std::nullopt;
}

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
  try {
    const MeantRules meant(policy, list, made, maps[static_cast<std::size_t>(family)], family);
    if (made.by_rows) return RowProof(policy, list, tables, maps[static_cast<std::size_t>(family)], meant, family).run();
    return DiagramProof(policy, list, tables, meant).run(made);
  } catch (const host::Unreadable&) {
    if (auto packet = try_packets(policy, list, tables, family)) return packet;
    throw;
  }
}

}  // namespace sgc::targets::xdp
