// A first-match rule list whose size grows with the number of rules and no faster: rules are found by the pair of
// their sets. A packet's source class tells the source sets that it lies in, its destination class likewise, and each
// pair of those is looked up in a hash; the earliest rule found wins. What a diagram decides in five searches takes a
// look-up a pair here, so this is for lists whose diagram is too large.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "targets/xdp/field.h"
#include "targets/xdp/flat_rule.h"
#include "targets/xdp/partition.h"
#include "targets/xdp/rule_diagram.h"

namespace sgc::ir {
struct Policy;
}

namespace sgc::targets::xdp {

// How the sets of a side are named in the tables: 0 is every address, others count from 1.
using SetName = std::uint32_t;
constexpr SetName kAnyName = 0;
constexpr SetName name_of(SetIndex set) { return set == kAnySet ? kAnyName : set + 1; }

// The sets that each class lies in, by their names.
struct CoverTable {
  std::vector<std::uint32_t> begin;  // by class, and one more
  std::vector<SetName> sets;
  std::uint32_t most = 0;            // sets of one class

  bool operator==(const CoverTable&) const = default;
};

CoverTable make_cover_table(const MemberLists& members);

// One entry of the hash, as four words.
struct PairEntry {
  SetName source;
  SetName destination;
  Word service;              // root of a diagram over the service, whose leaves count from 0 …
  std::uint32_t first_rule;  // … and stand here, in PairTable::rules

  bool operator==(const PairEntry&) const = default;
};

// Open addressing: an entry lies at home_of() or after it, all slots between used; the last slot is empty. A mark is
// 0 where a slot is empty, and else a part of the hash, so that nearly every look-up that finds nothing reads two
// bytes.
struct PairTable {
  std::uint32_t homes = 0;           // slots that are the first choice of some hash
  std::vector<std::uint32_t> marks;  // by slot, 16 bits each
  std::vector<PairEntry> entries;    // by slot
  std::vector<Word> rules;           // leaves, each entry's in the order of the list
  std::vector<std::uint32_t> nodes;  // see node_words.h
  unsigned most_probes = 0;          // slots that one look-up reads
  unsigned search_steps = 0;         // at most, in any node

  bool operator==(const PairTable&) const = default;
};

std::uint64_t pair_hash(SetName source, SetName destination);
std::uint32_t mark_of(std::uint64_t hash);
std::uint32_t home_of(std::uint64_t hash, std::uint32_t homes);

PairTable make_pair_table(const ir::Policy& policy, std::span<const FlatRule> rules, const Reach& reach);

// The earliest rule for this packet among those of the pair, or kNoRule.
Word find_pair(const PairTable& table, SetName source, SetName destination, const FieldValues& packet);

}  // namespace sgc::targets::xdp
