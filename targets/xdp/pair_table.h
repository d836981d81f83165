// A first-match rule list whose size grows with the number of rules and no faster: rules are found by the pair of
// their sets. A packet's source class tells the source sets that it lies in, its destination class likewise, and each
// pair of those is looked up in a hash; the earliest rule found wins. What a diagram decides in five searches takes a
// look-up a pair here, so this is for lists whose diagram is too large. One table serves both families.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "targets/xdp/node_words.h"

namespace sgc::targets::xdp {

// A set as the tables call it: one number each, those of both sides and both families counted apart.
using SetName = std::uint32_t;

struct PairRule {
  SetName source = 0;
  SetName destination = 0;
  Family family = Family::V4;
  const ServiceSet* service = nullptr;  // equal services are one object
  bool before_established = false;
  Word leaf = kNoRule;
};

// One entry of the hash, as four words.
struct PairEntry {
  SetName source = 0;
  SetName destination = 0;
  Word service = 0;              // root of a diagram over the service, whose leaves count from 0 …
  std::uint32_t first_rule = 0;  // … and stand here, in PairTable::rules

  bool operator==(const PairEntry&) const = default;
};

// Open addressing: an entry is named by the slot of home_of() or one after it, all slots between used; the last slot
// is empty. A slot is 0 where it is empty, and else the number of an entry plus one, in the lower `entry_bits`, below a
// part of the hash, so that nearly every look-up that finds nothing reads one word.
struct PairTable {
  std::uint32_t homes = 0;    // slots that are the first choice of some hash
  unsigned entry_bits = 1;
  std::vector<std::uint32_t> slots;
  std::vector<PairEntry> entries;
  std::vector<Word> rules;    // leaves, each entry's in the order of the list
  unsigned most_probes = 0;   // slots that one look-up reads, at most

  bool operator==(const PairTable&) const = default;
};

std::uint64_t pair_hash(SetName source, SetName destination);
std::uint32_t home_of(std::uint64_t hash, std::uint32_t homes);

// The upper bits of a slot, where the hash is this.
std::uint32_t mark_of(std::uint64_t hash, unsigned entry_bits);

// Appends the diagrams of the services to `nodes` (see node_words.h) and raises `search_steps` to what they need.
// `reach`: by family, with the same classes of protocols.
PairTable make_pair_table(std::span<const PairRule> rules, const std::array<Reach, 2>& reach,
                          std::vector<std::uint32_t>& nodes, SearchSteps& search_steps);

// The earliest rule for this packet among those of the pair, or kNoRule.
Word find_pair(const PairTable& table, std::span<const std::uint32_t> nodes, SetName source, SetName destination,
               const FieldValues& packet);

}  // namespace sgc::targets::xdp
