// Whether tables that were read from a text decide like the policy's list: for every packet of a family, and rule by
// rule, because each is counted.
#pragma once

#include <optional>

#include "targets/xdp/check_tables.h"
#include "targets/xdp/meant_rules.h"

namespace sgc::targets::xdp {

// A packet for which they do not, or nothing. Throws host::Unreadable where it cannot be told. Before: `maps` are what
// check_tables said of the tables.
std::optional<ProofPacket> find_difference(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables,
                                           const ClassMaps& maps, Family family);

// The leaf of the first rule that the policy asks about the packet, or kNoRule.
Word meant_leaf(const ir::Policy& policy, const ir::RuleList& list, const ProofPacket& packet);

}  // namespace sgc::targets::xdp
