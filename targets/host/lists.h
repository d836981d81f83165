// What host targets ask of a rule list before they write it down.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"
#include "targets/host/services.h"

namespace sgc::host {

// The rules that go before running connections: those of `established deny` blacklists. They are the first of the list,
// but for other blacklists.
std::vector<Index> rules_before_established(const ir::RuleList& list);

// The others, in order.
std::vector<Index> rules_after_established(const ir::RuleList& list);

// Whether the rule can match a packet of this family at all.
bool matches_family(const ir::Policy& policy, const ir::Rule& rule, Family family);

}  // namespace sgc::host
