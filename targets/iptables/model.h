// What the files of one point say, as plain data. lower() decides all of it, print() writes it down without a decision.
//
// Each family has a table of chains of its own; both use the sets. A packet enters at the base chain of its direction.
// A chain that it falls out of gives it back to where it was last jumped from; `goto` leaves no such place behind.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/ir/policy.h"
#include "targets/host/services.h"
#include "targets/iptables/options.h"

namespace sgc::iptables {

using host::Index;
using host::kNoIndex;
using host::Numbers;

// A set of ipset's: the addresses of `addresses` that are of the family.
struct SetDecl {
  std::string name;
  Family family = Family::V4;
  ir::AddressSetId addresses;
  std::string about;  // how the policy says it, not quoted
};

// What a line asks of one address of a packet.
struct AddressTest {
  enum class Kind : std::uint8_t {
    None,    // nothing
    Range,   // that it is in the one range that the set `index` of the policy's pool has in this family
    Set,     // that it is in Model::sets[index]
    Prefix,  // that it is in Model::prefixes[index]
  };

  Kind kind = Kind::None;
  Index index = kNoIndex;
};

struct Prefix {
  u128 first = 0;
  unsigned length = 0;
};

// What a line asks of a packet's service. At most as many numbers as multiport takes.
struct ServiceTest {
  enum class Kind : std::uint8_t { Protocol, Ports, Icmp };

  Kind kind = Kind::Protocol;
  std::uint8_t protocol = 0;
  Numbers source_ports;       // empty: any
  Numbers destination_ports;  // empty: any
  std::uint8_t type = 0;
  std::optional<std::uint8_t> code;

  auto operator<=>(const ServiceTest&) const = default;
};

struct Action {
  enum class Kind : std::uint8_t {
    Accept,
    Drop,
    RejectReset,       // for TCP
    RejectProhibited,  // for everything else
    Log,               // Model::log_prefixes[index], and on
    Goto,              // Table::chains[index]
    Jump,              // likewise, and back
  };

  Kind kind = Kind::Accept;
  Index index = kNoIndex;
};

// Whose line it is: a rule of the list, by its index, or one of these.
constexpr Index kDefaultRule = UINT32_MAX - 1;

struct Line {
  AddressTest source;
  AddressTest destination;
  Index service = kNoIndex;  // in Model::services; kNoIndex: not asked
  Action action;
  Index rule = kNoIndex;  // in the list of the chain's direction, or kDefaultRule, or nobody's
};

// Tests and target of a line that is the same in every file.
struct FixedLine {
  std::string_view text;
};

struct Remark {
  std::string text;  // quoted
};

using Statement = std::variant<Line, FixedLine, Remark>;
using Statements = std::vector<Statement>;

struct Chain {
  std::string name;
  ir::Direction direction = ir::Direction::Inbound;
  Statements statements;
  bool legend = false;  // comments stand behind the lines (legend.h), not on them
};

struct Table {
  Family family = Family::V4;
  std::vector<Chain> chains;     // those that lines go to; never the base chains
  std::array<Chain, 2> bases;    // of both directions
  std::array<bool, 2> accepts{}; // whether what falls out of the base chain of that direction is let through
};

struct Model {
  const ir::Point* point = nullptr;
  Options options;
  std::vector<SetDecl> sets;
  std::vector<Prefix> prefixes;
  std::vector<ServiceTest> services;
  std::vector<std::string> log_prefixes;  // quoted; may be empty
  std::array<Table, 2> tables;            // by family
  bool structured = false;                // some list is a tree of chains
};

}  // namespace sgc::iptables
