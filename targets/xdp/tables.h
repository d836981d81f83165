// All that the data path of one point reads: for each family the tables that give an address its class, and on top
// of the classes either one diagram or rows. Walking them here is the reference for the data path.
#pragma once

#include <array>
#include <optional>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"
#include "targets/xdp/address_table.h"
#include "targets/xdp/pair_table.h"
#include "targets/xdp/row_table.h"

namespace sgc::targets::xdp {

constexpr std::size_t kAddressFields = 4;  // the first ones of Field

struct FamilyTables {
  bool cuts_established = false;  // some rule stands before established traffic
  std::array<std::optional<AddressTable>, kAddressFields> addresses;  // by Field; nothing where no rule asks

  // Decided by one diagram …
  Word root = kNoRule;
  FieldOrder order{};
  std::size_t edges = 0;

  // … or by rows, see row_table.h. The tables of the source then say where in `covers` the rows of an address stand.
  bool by_rows = false;
  Row any_row = kNoRule;           // is asked for every packet
  std::uint32_t most_rows = 0;     // of one address, that one included
  std::size_t diagram_rows = 0;    // how many rows there are, by how they are asked
  std::size_t pair_rows = 0;

  // Rows that are asked by pairs look the names of the destination's sets up: for a class of DestinationLarge (first)
  // or Destination, covers[base + class] is the place of their list.
  SetName any_destination = 0;
  std::array<std::uint32_t, 2> cover_bases{};
  std::uint32_t most_destinations = 0;  // sets that one address lies in, every address included

  bool operator==(const FamilyTables&) const = default;
};

struct Tables {
  std::array<FamilyTables, 2> families;  // by Family
  ProtocolClasses protocols;
  std::vector<std::uint32_t> nodes;      // of all diagrams, see node_words.h
  SearchSteps search_steps{};            // at most, by field
  std::vector<std::uint32_t> covers;     // lists of rows or of names: how many, then these; at 0 an empty one
  std::optional<PairTable> pairs;        // of the rows that are asked so

  const FamilyTables& of(Family family) const { return families[static_cast<std::size_t>(family)]; }
  FamilyTables& of(Family family) { return families[static_cast<std::size_t>(family)]; }
  bool operator==(const Tables&) const = default;
};

// Chooses how each family is decided. For tests: one way, whatever the list.
enum class Structure : std::uint8_t { Best, Rows, Pairs };

// Before: `list` has at most kMostRules rules.
Tables make_tables(const ir::Policy& policy, const ir::RuleList& list, Structure structure = Structure::Best);

// The leaf of the first rule that matches, or kNoRule. `established`: only rules that stand before established
// traffic are asked.
Word first_match(const Tables& tables, const ir::Packet& packet, bool established = false);

}  // namespace sgc::targets::xdp
