// The filter table of a rules file, read from its text and the sets alone. Knows the forms that print() uses and refuses
// all others.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "targets/host/region.h"
#include "targets/iptables/read_sets.h"

namespace sgc::iptables {

using host::Region;

// What is done with a packet.
struct ReadVerdict {
  enum class Kind : std::uint8_t { Accept, Drop, Reject, Log, Goto, Jump };

  Kind kind = Kind::Accept;
  std::string chain;    // of Goto and Jump
  bool resets = false;  // of Reject: by a TCP reset
};

struct ReadRule {
  std::string_view text;  // without the chain
  std::size_t line = 0;
  bool frame = false;      // asks what no list can ask: states, interfaces, hop limits. Neither region nor verdict then
  Region region;
  ReadVerdict verdict;
  std::string limit;       // of a log: "10/minute", and what stands behind it; empty: none
  std::string log_prefix;  // of a log; empty: none
};

struct ReadChain {
  std::string policy;  // "ACCEPT", "DROP"; "-" where it is not built in
  std::vector<ReadRule> rules;
};

using ReadTable = std::map<std::string, ReadChain, std::less<>>;

// Throws Unreadable. The texts of the rules are parts of `text`.
ReadTable read_table(std::string_view text, Family family, const ReadSets& sets);

}  // namespace sgc::iptables
