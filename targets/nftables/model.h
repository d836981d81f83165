// What one nft file says, as plain data. lower() decides all of it, print() writes it down without a decision.
//
// A file is one table: address sets and number sets that lines refer to, maps that choose a chain or a verdict, and
// chains. A packet enters at the base chain of its direction; a chain that it falls out of returns to where it was
// jumped from.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "compiler/ir/policy.h"
#include "targets/nftables/cells.h"
#include "targets/nftables/limits.h"
#include "targets/nftables/services.h"

namespace sgc::nftables {

// A named set of one family: the addresses of `addresses` that are of it.
struct AddressSetDecl {
  std::string name;  // "office.v4"
  Family family = Family::V4;
  ir::AddressSetId addresses;
};

struct NumberSetDecl {
  enum class Type : std::uint8_t { Ports, Protocols };

  std::string name;  // "ports.80.443"
  Type type = Type::Ports;
  Numbers numbers;
};

// What a line asks of one address of a packet.
struct AddressTest {
  enum class Kind : std::uint8_t {
    None,    // nothing
    Inline,  // that it is in the set `index` of the policy's pool, which is written out
    Named,   // that it is in the set `index` of Model::address_sets
  };

  Kind kind = Kind::None;
  Index index = kNoIndex;
};

// A part of a service, and the named sets that stand for its numbers where they are not written out.
struct ServiceTest {
  Index part = kNoIndex;  // in Services
  Index protocols = kNoIndex;
  Index a = kNoIndex;
  Index b = kNoIndex;
};

// What happens to a packet that a rule takes.
struct Effect {
  ir::Verdict verdict = ir::Verdict::Deny;
  bool log = false;
  std::string prefix;      // of the log, quoted; may be empty
  Index chain = kNoIndex;  // does all this to whatever comes to it, where a map needs one place to go to
  bool only_by_chain = false;  // the chain asks other rules first: lines go to it too

  bool operator==(const Effect& other) const {
    return verdict == other.verdict && log == other.log && prefix == other.prefix && !only_by_chain && !other.only_by_chain;
  }
};

// Whose line it is: a rule of the list, by its index, or one of these.
constexpr Index kDefaultRule = UINT32_MAX - 1;

// One rule line.
struct Line {
  enum class Scope : std::uint8_t { BothFamilies, V4, V6 };

  Scope scope = Scope::BothFamilies;
  AddressTest source;
  AddressTest destination;
  Index service = kNoIndex;  // in Model::services
  Index effect = kNoIndex;   // in Model::effects
  Index rule = kNoIndex;     // in the list of the chain's direction, or kDefaultRule
};

// The fields of a packet that a map looks at, in this order.
struct Key {
  bool source = false;
  bool destination = false;
  bool protocol = false;
  bool source_port = false;
  bool destination_port = false;
  bool in_cells = false;  // of addresses: see cells.h

  auto operator<=>(const Key&) const = default;
};

// The addresses of one side that some items name, as a set, and the cells that stand for them in maps.
struct NamedSide {
  std::string name;
  Family family = Family::V4;
  Cells cells;
};

// Several rules as elements of one map: every combination of addresses and services that a rule names is one
// element. No two elements of a map share a packet.
struct RuleMap {
  struct Element {
    ir::AddressSetId source;  // unknown where the key does not have it
    ir::AddressSetId destination;
    Index part = kNoIndex;    // in Services
    Index effect = kNoIndex;
    Index rule = kNoIndex;
  };

  std::string name;
  ir::Direction direction = ir::Direction::Inbound;
  Family family = Family::V4;
  Key key;
  bool intervals = false;  // some element is more than one packet's worth: ranges, prefixes
  std::vector<Element> elements;  // in the order of their rules
  Index named_sources = kNoIndex;       // in Model::named_sides, where the key is in cells
  Index named_destinations = kNoIndex;
};

// Which chain to go on in, by source or by destination. Ranges ascend and are disjoint.
struct ChainMap {
  struct Element {
    u128 first = 0;
    u128 last = 0;
    Index chain = kNoIndex;
  };

  std::string name;
  Family family = Family::V4;
  bool by_source = true;
  std::vector<Element> elements;
};

struct RuleMapUse {
  Index map = kNoIndex;
};
struct ChainMapUse {
  Index map = kNoIndex;
};

// Packets between named addresses to the chain, and back: all others are in no cell.
struct NamedSidesUse {
  Family family = Family::V4;
  Index sources = kNoIndex;  // in Model::named_sides
  Index destinations = kNoIndex;
  Index chain = kNoIndex;
};

// IPv4 to the one chain, IPv6 to the other, and back.
struct FamilySplit {
  Index v4 = kNoIndex;
  Index v6 = kNoIndex;
};

struct Remark {
  std::string text;  // quoted
};

// Lines that are the same in every file, as they are.
struct FixedText {
  std::string_view text;
};

using Statement = std::variant<Line, RuleMapUse, ChainMapUse, NamedSidesUse, FamilySplit, Remark, FixedText>;
using Statements = std::vector<Statement>;

struct Chain {
  std::string name;
  std::string about;  // for a remark above it, quoted; may be empty
  ir::Direction direction = ir::Direction::Inbound;
  bool base = false;  // hooked: where packets of its direction come in
  Line::Scope sees = Line::Scope::BothFamilies;  // only packets of this scope come to it
  Statements statements;
};

struct Options {
  bool baseline = true;
  bool counters = true;
  std::string log_rate = "10/minute";  // as nft writes it; empty: logs are not limited
  std::int64_t priority = 0;
  Limits limits;
};

struct Model {
  const ir::Point* point = nullptr;
  Options options;
  std::vector<AddressSetDecl> address_sets;
  std::vector<NumberSetDecl> number_sets;
  std::vector<ServiceTest> services;
  std::vector<Effect> effects;
  std::vector<NamedSide> named_sides;
  std::vector<RuleMap> rule_maps;
  std::vector<ChainMap> chain_maps;
  std::vector<Chain> chains;  // base chains last
  bool structured = false;    // some list is more than lines one after the other
  bool load_guard = false;    // some list waits for its sets: see load_guard.h
};

}  // namespace sgc::nftables
