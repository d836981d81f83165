// Policies whose lists bring out every form that files of hosts have: short ones with every construct, and long ones of the
// kinds that targets make maps and chains of.
#pragma once

#include <cstdint>
#include <string>

namespace sgc::verdicts {

extern const char* const kSmallLists;  // security group `backend`

// Security group `backend`, every rule, element and bound of which decides something. Lets tcp 80 in and 8443 out.
extern const char* const kTightLists;

// Security group `big`: rules that share no packet, one address and port each, or prefixes and port ranges.
std::string disjoint_rules(std::size_t rules, bool exact);

struct GroupRules {
  std::size_t rules = 400;
  std::size_t groups = 30;
  std::size_t ranges = 5;  // of a group
  std::uint64_t seed = 1;
};

// Security group `big`: groups to groups, services of several ports, every verdict, both families.
std::string group_rules(const GroupRules& wish);

// Security group `big`: overlapping rules of every shape and verdict, in no helpful order.
std::string mixed_rules(std::size_t rules, std::uint64_t seed);

}  // namespace sgc::verdicts
