#include "targets/xdp/other_verdict.h"


#include "targets/host/unreadable.h"
#include "targets/xdp/list_proof.h"
#include "targets/xdp/try_packets.h"
#include "targets/xdp/walk_proof.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kMostAlike = 20'000;  // boxes that were no difference after all

// Whether a packet that ends in this leaf is let through, where `otherwise` is the default.
bool lets_through(Word leaf, Word otherwise, bool established) {
  if (leaf != kNoRule) return passes(leaf);
  return established || passes(otherwise);
}

class Search {
 public:
  Search(const ir::Policy& policy, const ir::RuleList& list, const ReadPart& read, const ClassMaps& maps, Family family)
      : policy_(policy), list_(list), read_(read), maps_(maps[static_cast<std::size_t>(family)]), family_(family),
        wanted_otherwise_(leaf_of(0, list.otherwise.verdict == ir::Verdict::Allow)) {}

  std::optional<ProofPacket> run() const {
    const FamilyTables& made = read_.tables.of(family_);
    try {
      if (!made.by_rows) return walk(made);
    } catch (const host::Unreadable&) {  // the tables are of other sets than the policy
    }
    return try_packets(policy_, list_, read_.tables, maps_, family_, [this](const ProofPacket& packet) { return differ(packet); });
  }

 private:
  std::optional<ProofPacket> walk(const FamilyTables& made) const {
    const MeantRules meant(policy_, list_, read_.tables, maps_, family_);
    std::vector<ProofBox> boxes;
    for (const MeantRule& rule : meant.rules()) meant.append_boxes(boxes, rule, true, true);

    std::size_t alike = 0;
    std::optional<ProofPacket> difference;
    WalkProof proof(read_.tables.nodes, made.order, meant.last_values(), [this](Word found, Word wanted) { return same(found, wanted); });
    proof.run(made.root, boxes, [&](const ValueBox& box) {
      difference = packet_in(box, meant);
      if (!difference && ++alike > kMostAlike) throw host::Unreadable(0, "too much was no difference");
      return difference.has_value();
    });
    return difference;
  }

  // The protocols of a box may be those of new packets and of established connections.
  std::optional<ProofPacket> packet_in(const ValueBox& box, const MeantRules& meant) const {
    for (const std::uint32_t least : {0U, kEstablishedProtocol}) {
      const auto packet = meant.packet_with(box, std::nullopt, least);
      if (packet && differ(*packet)) return packet;
    }
    return std::nullopt;
  }

  bool same(Word found, Word wanted) const {
    return said(found, false) == meant(wanted, false) && said(found, true) == meant(wanted, true);
  }

  bool differ(const ProofPacket& packet) const {
    const Word found = first_match(read_.tables, packet.packet, packet.established);
    return said(found, packet.established) != meant(meant_leaf(policy_, list_, packet), packet.established);
  }

  bool said(Word leaf, bool established) const { return lets_through(leaf, read_.otherwise, established); }
  bool meant(Word leaf, bool established) const { return lets_through(leaf, wanted_otherwise_, established); }

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  const ReadPart& read_;
  const FamilyClasses& maps_;
  Family family_;
  Word wanted_otherwise_;
};

}  // namespace

std::optional<ProofPacket> find_other_verdict(const ir::Policy& policy, const ir::RuleList& list, const ReadPart& read,
                                              const ClassMaps& maps, Family family) {
  return Search(policy, list, read, maps, family).run();
}

}  // namespace sgc::targets::xdp
