// The lists that a table enforces in one family: its chains walked as a packet walks them, and written down as rules in
// the order in which they are tried.
#pragma once

#include <optional>

#include "compiler/ir/policy.h"
#include "targets/host/logs.h"
#include "targets/iptables/read_table.h"

namespace sgc::iptables {

// Rules of a base chain that stand together.
struct Section {
  const ReadChain* chain = nullptr;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct ReadList {
  ir::RuleList list;
  std::vector<std::size_t> lines;  // in the file, of the rules
  host::Logs logs;                 // whether a log came before each of the rules
  std::vector<bool> tcp_by_icmp;   // whether each of the rules rejects, and answers TCP by ICMP
};

// `otherwise` is what becomes of a packet that falls out of the section; nothing: none does. Sets are interned in
// `policy`. Throws Unreadable, also where a packet can fall out of what has no end, or of packets that go the same way only
// some are logged.
ReadList read_section(const ReadTable& table, const Section& section, Family family, std::optional<ir::Verdict> otherwise, ir::Policy& policy);

}  // namespace sgc::iptables
