// What a host artefact lets through before its list, unless the policy says `baseline off` (language, «On a host»).
#pragma once

#include "compiler/ir/packet.h"
#include "compiler/ir/rule.h"
#include "tests/verdicts/harness/packet_builder.h"

namespace sgc::verdicts {

// Whether the baseline of that direction lets a packet through that has this hop limit. Probes have the usual one, so
// of neighbour discovery and multicast listener discovery none is a probe.
bool in_baseline(ir::Direction direction, const ir::Packet& packet, std::uint8_t hop_limit = kUsualHopLimit);

}  // namespace sgc::verdicts
