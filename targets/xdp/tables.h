// All that the data path of one point reads: for each family the tables that give an address its class, and on top
// of the classes either a diagram or pairs of sets. Walking them here is the reference for the data path.
#pragma once

#include <array>
#include <optional>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"
#include "targets/xdp/address_table.h"
#include "targets/xdp/pair_table.h"

namespace sgc::targets::xdp {

constexpr std::size_t kAddressFields = 4;  // the first ones of Field

struct FamilyTables {
  bool cuts_established = false;  // some rule stands before established traffic
  bool by_pairs = false;
  Word root = kNoRule;            // of the diagram
  FieldOrder order{};             // of the diagram
  std::size_t edges = 0;          // of the diagram
  SetName any_source = 0;         // what pairs call a side that takes every address
  SetName any_destination = 0;
  std::uint32_t most_sources = 0;       // sets that one address lies in, every address included
  std::uint32_t most_destinations = 0;
  std::array<std::optional<AddressTable>, kAddressFields> addresses;  // by Field; nothing where no rule asks

  bool operator==(const FamilyTables&) const = default;
};

struct Tables {
  std::array<FamilyTables, 2> families;  // by Family
  std::vector<std::uint32_t> nodes;      // of all diagrams, see node_words.h
  unsigned search_steps = 0;             // at most, in any of them
  std::vector<std::uint32_t> covers;     // lists of sets: how many, then their names; at 0 an empty one
  std::optional<PairTable> pairs;        // of the families that are decided so

  const FamilyTables& of(Family family) const { return families[static_cast<std::size_t>(family)]; }
  FamilyTables& of(Family family) { return families[static_cast<std::size_t>(family)]; }
  bool operator==(const Tables&) const = default;
};

// Chooses how each family is decided. For tests: one way, whatever the list.
enum class Structure : std::uint8_t { Best, Pairs };

// Before: `list` has at most kMostRules rules.
Tables make_tables(const ir::Policy& policy, const ir::RuleList& list, Structure structure = Structure::Best);

// The leaf of the first rule that matches, or kNoRule. `established`: only rules that stand before established
// traffic are asked.
Word first_match(const Tables& tables, const ir::Packet& packet, bool established = false);

}  // namespace sgc::targets::xdp
