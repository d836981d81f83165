// From an address to its class, as arrays that the data path searches: the upper bits are an index straight into
// the sorted places where the class changes, of which few share those bits. A million prefixes cost 6 MiB this way and
// two or three loads that miss the cache; a trie of nodes costs ten times that.
//
// IPv6 looks its first 32 bits up like that. What differs inside of those goes on, 32 bits at a time, in nodes:
//   one word:  number of edges; with kAlternating, two words (their values) follow, and values take turns
//   words:     where each edge but the first begins, ascending; then, unless alternating, the value of each edge
// A value is kLeaf and a class, or the index of a node's first word.
//
// Where two classes of IPv4 take turns often, a list of hosts (host_list.h, host_lines.h) takes the place of all that.
//
// Where a list is decided by pairs of sets, not the number of a class is wanted but the place of its list of sets; the
// table then holds that in its stead. "Class" here means either.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "targets/xdp/field.h"
#include "targets/xdp/host_lines.h"
#include "targets/xdp/host_list.h"
#include "targets/xdp/partition.h"

namespace sgc::targets::xdp {

constexpr std::uint32_t kAlternating = 0x80000000;

// Bits of an index: the least, for many bounds, and the most. What is left of a bound fits 16 bits, of which several are
// compared at a time (RANK in the template).
constexpr unsigned kLeastIndexBits = 16;
constexpr unsigned kManyIndexBits = 17;
constexpr unsigned kMostIndexBits = 19;
constexpr unsigned kAddressWordBits = 32;  // of an address, that a table is searched with

struct AddressTable {
  unsigned index_bits = 0;            // 0: there is no index; a short table is searched as a whole
  std::vector<std::uint32_t> index;   // by so many upper bits, and one more: number of bounds below that
  std::vector<std::uint32_t> bounds;  // where an interval begins: all 32 bits, or those below the index's
  std::vector<std::uint32_t> values;  // of each interval; none where two classes take turns …
  std::array<std::uint32_t, 2> turns{};  // … which are these: of the first interval, and of the second
  std::vector<std::uint32_t> nodes;   // of IPv6
  unsigned search_steps = 0;          // at most, in bounds
  std::optional<HostList> hosts;      // in place of all of the above but `turns`, whose second value it lists
  std::optional<HostLines> lines;     // the same
  unsigned node_steps = 0;            // at most, in any node

  bool indexed() const { return index_bits != 0; }
  unsigned bits_below_index() const { return kAddressWordBits - index_bits; }
  bool alternating() const { return values.empty(); }
  bool operator==(const AddressTable&) const = default;
};

// What the table says for each class of the partition; empty: its number.
using ClassValues = std::span<const std::uint32_t>;

// Before: all that the table is to say is less than 2^31. After: for every address a, class_of_address(table, a) is
// what `says` has for partition.class_of(a).
AddressTable make_address_table(const Partition<std::uint32_t>& partition, ClassValues says = {});
AddressTable make_address_table(const Partition<u128>& partition, ClassValues says = {});

std::uint32_t class_of_address(const AddressTable& table, std::uint32_t address);
std::uint32_t class_of_address(const AddressTable& table, u128 address);

}  // namespace sgc::targets::xdp
