// An nft file as it is written, read from its text alone: the sets, maps and chains of its one table. Knows the forms
// that print() uses and refuses all others.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/ir/rule.h"
#include "compiler/net/address_set.h"
#include "compiler/net/service_set.h"
#include "targets/host/logs.h"
#include "targets/host/region.h"
#include "targets/nftables/read_tokens.h"

namespace sgc::nftables {

using host::Region;

// What is done with a packet.
struct ReadVerdict {
  enum class Kind : std::uint8_t { Accept, Drop, Reject, Goto, Jump };

  Kind kind = Kind::Accept;
  std::string chain;       // of Goto and Jump
  bool resets = false;     // of Reject: by a TCP reset
  host::LogPrefix logged;  // by the same line
};

struct ReadElement {
  Region region;
  ReadVerdict verdict;
  std::size_t line = 0;
};

// A statement of a chain: a line, a look-up, or a fixed line of the frame.
struct ReadStatement {
  enum class Kind : std::uint8_t {
    Rule,      // one element
    Elements,  // of a map
    Log,       // of what passes the tests of its one element, which decides nothing but says the prefix
    Fixed,     // not of the list: `text` is the line
  };

  Kind kind = Kind::Rule;
  std::vector<ReadElement> elements;
  std::string map;   // the name of the map whose elements are meant; else empty
  bool asks_intervals = false;  // a set or map, named or not, with elements that are ranges
  std::string text;
  std::string limit;  // of a log: "10/minute"; empty: none
  std::size_t line = 0;

  bool logs() const { return kind == Kind::Log || (kind == Kind::Rule && elements.front().verdict.logged.has_value()); }
};

struct ReadChain {
  std::string hook;    // "input", "output"; empty where the chain is not hooked
  std::string policy;  // "accept", "drop"
  std::int64_t priority = 0;  // relative to `filter`
  std::vector<ReadStatement> statements;
};

struct ReadTable {
  std::string name;
  std::map<std::string, std::vector<ReadElement>, std::less<>> maps;
  std::map<std::string, ReadChain, std::less<>> chains;

  bool logs_some() const;
};

// Throws Unreadable.
ReadTable read_table(std::string_view text);

}  // namespace sgc::nftables
