// From an address to its class, as arrays that the data path searches: the upper 16 bits are an index straight into
// the sorted places where the class changes, of which few share those bits. A million prefixes cost 4 MiB this way and
// two or three loads that miss the cache; a trie of nodes costs ten times that.
//
// IPv6 looks its first 32 bits up like that. What differs inside of those goes on, 32 bits at a time, in nodes:
//   one word:  number of edges; with kAlternating, two words (their values) follow, and values take turns
//   words:     where each edge but the first begins, ascending; then, unless alternating, the value of each edge
// A value is kLeaf and a class, or the index of a node's first word.
#pragma once

#include <cstdint>
#include <vector>

#include "targets/xdp/field.h"
#include "targets/xdp/partition.h"

namespace sgc::targets::xdp {

constexpr std::uint32_t kAlternating = 0x80000000;
constexpr unsigned kIndexBits = 16;

struct AddressTable {
  bool indexed = false;               // whether `index` is used; a short table is searched as a whole
  std::vector<std::uint32_t> index;   // by the upper 16 bits, and one more: number of bounds below that
  std::vector<std::uint32_t> bounds;  // where an interval begins: all 32 bits, or the lower 16 when indexed
  std::vector<std::uint32_t> values;  // of each interval; none where two classes take turns
  std::uint32_t first_class = 0;      // without values: the class of the first interval, 0 or 1; the next has 1 or 0
  std::vector<std::uint32_t> nodes;   // of IPv6
  unsigned search_steps = 0;          // at most, in bounds
  unsigned node_steps = 0;            // at most, in any node
  std::uint32_t classes = 0;

  bool alternating() const { return values.empty(); }
  bool operator==(const AddressTable&) const = default;
};

// Before: fewer than 2^31 classes. After: class_of_address(table, a) == partition.class_of(a) for every address a.
AddressTable make_address_table(const Partition<std::uint32_t>& partition);
AddressTable make_address_table(const Partition<u128>& partition);

ClassNumber class_of_address(const AddressTable& table, std::uint32_t address);
ClassNumber class_of_address(const AddressTable& table, u128 address);

}  // namespace sgc::targets::xdp
