// Packets next to what a list and tables name, tried one after the other: for tables that cannot be followed.
#pragma once

#include <functional>
#include <optional>

#include "targets/xdp/meant_rules.h"

namespace sgc::targets::xdp {

using IsWanted = std::function<bool(const ProofPacket&)>;

// The first of them that is wanted, or nothing; the same for the same texts. Ends after some seconds at most.
std::optional<ProofPacket> try_packets(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables,
                                       const FamilyClasses& maps, Family family, const IsWanted& is_wanted);

}  // namespace sgc::targets::xdp
