// A packet to show of a file that the policy has left behind: one that only one of them lets through. For when the proof
// has failed, which asks for more: that each packet is decided, and counted, by the same rule.
#pragma once

#include <optional>

#include "targets/xdp/check_tables.h"
#include "targets/xdp/meant_rules.h"
#include "targets/xdp/read_source.h"

namespace sgc::targets::xdp {

// Where one diagram decides, and its classes tell the policy's sets from others, nothing means that there is none. Else
// packets next to what either of them names were tried. Before: `maps` are what check_tables said of the tables.
std::optional<ProofPacket> find_other_verdict(const ir::Policy& policy, const ir::RuleList& list, const ReadPart& read,
                                              const ClassMaps& maps, Family family);

}  // namespace sgc::targets::xdp
