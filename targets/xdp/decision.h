// How one list decides the packets of one family: address tables, and on top of the classes they give either a
// diagram or a table of pairs. This is all that the data path reads; walking it here is the reference for that.
#pragma once

#include <optional>

#include "compiler/ir/packet.h"
#include "targets/xdp/address_table.h"
#include "targets/xdp/pair_table.h"

namespace sgc::targets::xdp {

// The tables of one field that is an address.
struct SideTables {
  std::optional<AddressTable> large;
  std::optional<AddressTable> small;
  CoverTable large_covers;  // filled for a table of pairs alone
  CoverTable small_covers;

  bool operator==(const SideTables&) const = default;
};

struct DiagramTable {
  FieldOrder order{};
  Word root = kNoRule;
  std::vector<std::uint32_t> nodes;
  unsigned search_steps = 0;
  std::size_t edges = 0;

  bool operator==(const DiagramTable&) const = default;
};

struct Decision {
  Family family = Family::V4;
  bool cuts_established = false;
  SideTables source;
  SideTables destination;
  std::optional<DiagramTable> diagram;
  std::optional<PairTable> pairs;  // where there is no diagram

  bool operator==(const Decision&) const = default;
};

// Before: `list` has at most kMostRules rules.
Decision decide_family(const ir::Policy& policy, const ir::RuleList& list, Family family);

// The leaf of the first rule that matches, or kNoRule. `established`: only rules that stand before established
// traffic are asked. Before: the packet is of the decision's family.
Word first_match(const Decision& decision, const ir::Packet& packet, bool established = false);

}  // namespace sgc::targets::xdp
