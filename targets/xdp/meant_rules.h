// The rules of one family as the policy means them, in the terms of tables that were read: each side as the classes
// that its set is made of there.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"
#include "targets/xdp/check_tables.h"
#include "targets/xdp/value_box.h"
#include "targets/xdp/walk_proof.h"

namespace sgc::targets::xdp {

// Which addresses a side takes. Equal sets are equal: two rules of one row have the same source.
struct MeantSide {
  bool any = true;
  Field field = Field::Source;         // which classes these are …
  std::vector<std::uint32_t> classes;  // … or places of lists, as the table has them; ascending

  auto operator<=>(const MeantSide&) const = default;
};

struct MeantRule {
  std::uint32_t index = 0;  // in the list
  Word leaf = kNoRule;
  const ServiceSet* service = nullptr;
  bool before_established = false;
  const MeantSide* source = nullptr;
  const MeantSide* destination = nullptr;
};

// A packet that a proof speaks of, as the data path sees it.
struct ProofPacket {
  ir::Packet packet;
  bool established = false;  // asked about rules that stand before established traffic, and no others
};

class MeantRules {
 public:
  // Throws host::Unreadable where the tables do not tell the addresses of a set from others. The policy outlives this.
  MeantRules(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables,
             const std::array<std::optional<ClassMap>, kAddressFields>& maps, Family family);

  const std::vector<MeantRule>& rules() const { return rules_; }  // that match something in this family, in order
  const MeantRule* find(Word leaf) const;                         // the rule that has this leaf, or null

  // The boxes of a rule, with the tests of the sides that are asked for.
  // Throws host::Unreadable where the tables do not tell its protocols from others.
  void append_boxes(std::vector<ProofBox>& boxes, const MeantRule& rule, bool source, bool destination) const;

  // The last value of each field that a packet can have.
  std::array<std::uint32_t, kFields> last_values() const;

  // A packet with these values, if one can be. The source, where it is given, is taken as it is; its protocol is at least
  // this one (see Field::Protocol).
  std::optional<ProofPacket> packet_with(const ValueBox& box, std::optional<u128> source, std::uint32_t least_protocol = 0) const;

  // Addresses that this side takes, at most so many, from all of its classes.
  std::vector<u128> addresses_of(const MeantSide& side, bool source, std::size_t most) const;

 private:
  using Maps = std::array<std::optional<ClassMap>, kAddressFields>;
  using Sides = std::map<ir::AddressSetId, MeantSide>;

  std::vector<ValueRange> classes_of(ValueRange protocols, const MeantRule& rule) const;
  const MeantSide* side_of(Sides& sides, ir::AddressSetId id, bool source, std::size_t rule);

  const ir::Policy& policy_;
  const ProtocolClasses& protocols_;
  bool cuts_established_;
  const Maps& maps_;
  Family family_;
  Sides sources_;
  Sides destinations_;
  std::vector<MeantRule> rules_;
};

}  // namespace sgc::targets::xdp
