// One point as an XDP program, all decisions made: what is printed, and what is read back.
#pragma once

#include <string>
#include <vector>

#include "targets/xdp/settings.h"
#include "targets/xdp/tables.h"

namespace sgc::targets::xdp {

// A rule as a reader of the program meets it, or the default.
struct CountedRule {
  std::string counter;  // an identifier of C: "rule_3_policy_sg_14"
  std::string place;    // "policy.sg:14"
  std::string text;     // "allow ssh from office", as written
};

// Counters are in groups, because a value of a per-CPU map holds 32 KiB and no more. A list of one group has the names
// of its rules in the map.
constexpr std::size_t kRulesAGroup = 1024;

struct Program {
  std::string point;
  std::string kind;      // "security group"
  std::string version;   // of sgc
  Settings settings;
  std::vector<CountedRule> rules;  // in the order of the list, the default last
  Word otherwise = kNoRule;        // leaf of the default
  Tables tables;
};

}  // namespace sgc::targets::xdp
