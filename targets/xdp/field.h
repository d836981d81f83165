// What of a packet a decision looks at, one number each, and the word that a decision ends in. The data path, the
// diagram and the reference walk agree on these; the template's own copies are held against them by a test.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sgc::targets::xdp {

// Addresses are looked at by their class (see partition.h). Very large sets have classes of their own, so that a
// feed of a million prefixes does not cut the classes that the other rules use.
enum class Field : std::uint8_t {
  SourceLarge,
  Source,
  DestinationLarge,
  Destination,
  Protocol,  // the class (see protocol_classes.h) of its number, plus kEstablishedProtocol in an established connection
  First,     // source port, or ICMP type
  Second,    // destination port, or ICMP code
};
constexpr std::size_t kFields = 7;
using FieldOrder = std::array<Field, kFields>;

constexpr std::uint32_t kLastFieldValue = 0xFFFF;      // of every field
constexpr std::uint32_t kEstablishedProtocol = 0x100;  // only rules that stand before established traffic see these
constexpr std::uint32_t kLastProtocolValue = 0x1FF;

std::string_view to_string(Field field);

// Values of a field, both ends included.
struct ValueRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

// One packet as a decision sees it.
using FieldValues = std::array<std::uint32_t, kFields>;

// The last value of each field that a packet can have; kLastFieldValue where that is not known.
using LastValues = std::array<std::uint32_t, kFields>;

// Where a decision ends: the rule that decided, and whether it lets the packet pass. The lower word is the earlier
// rule, so that of several candidates the least wins. A word without kLeaf is the place of a node.
using Word = std::uint32_t;
constexpr Word kLeaf = 0x80000000;
constexpr Word kNoRule = 0xFFFFFFFF;
constexpr std::uint32_t kMostRules = 0x3FFFFFFE;

constexpr Word leaf_of(std::uint32_t rule, bool pass) { return kLeaf | rule << 1U | (pass ? 1U : 0U); }
constexpr bool is_leaf(Word word) { return (word & kLeaf) != 0; }
constexpr std::uint32_t rule_of(Word leaf) { return (leaf & ~kLeaf) >> 1U; }
constexpr bool passes(Word leaf) { return (leaf & 1U) != 0; }

}  // namespace sgc::targets::xdp
