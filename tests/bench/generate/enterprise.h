// Policies as large firms have them: groups of hosts and networks, groups of services, every rule one of these with
// one of those, copied and narrowed by many hands. Few rules mean millions of boxes.
#pragma once

#include "tests/bench/generate/rule_set.h"

namespace sgc::generate {

struct EnterpriseOptions {
  std::size_t rules = 1000;
  std::uint64_t seed = 1;
  Family family = Family::V4;
};

RuleSet make_enterprise(const EnterpriseOptions& options);

// Puts a deny of everything from the set before all other rules, as a blacklist stands.
void put_blacklist_first(RuleSet& rules, AddressSet set);

}  // namespace sgc::generate
