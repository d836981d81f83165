// The lists that a read file enforces: its chains walked as a packet walks them, and written down as rules in the
// order in which they are tried.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"
#include "targets/nftables/read_table.h"

namespace sgc::nftables {

// What stands between two lines of the frame.
struct ReadSection {
  ir::RuleList list;
  std::vector<std::size_t> lines;  // in the file, of the rules
  std::vector<bool> tcp_by_icmp;   // whether each of the rules rejects, and answers TCP by ICMP
  ir::RuleList log_list;           // of what may be logged: verdicts say nothing
  host::Logs logs;                 // what is, of log_list
  std::vector<std::size_t> log_lines;
};

struct ReadList {
  ReadSection early;  // before running connections are let through; its default is allow: «not taken here»
  ReadSection late;   // after them
  std::vector<std::string> frame;  // the fixed lines, in order, an empty one in place of the early rules
};

// The chain that packets of this direction come in by. Throws Unreadable where it is not one.
const ReadChain& base_chain(const ReadTable& table, ir::Direction direction);

// What the base chain of this direction says; its sets are interned in `policy`. Throws Unreadable, also where it
// cannot be told what a packet would meet first.
ReadList read_list(const ReadTable& table, ir::Direction direction, ir::Policy& policy);

}  // namespace sgc::nftables
