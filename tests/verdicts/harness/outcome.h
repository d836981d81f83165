// What became of a packet, and whether that is what the rules say of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/evaluate.h"
#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::verdicts {

enum class Outcome : std::uint8_t {
  Accepted,  // went through the whole list
  Dropped,   // reached the list, and nothing came of it
  Rejected,  // reached the list, and was answered with a reset or an ICMP error
  NotShown,  // the stack dropped it on its own before any rule list could see it
};

std::string_view to_string(Outcome outcome);

// Whether a host that rejects this packet is heard to do so, whatever else its lists say. It is not when the protocols
// forbid an answer (RFC 1122 3.2.2, RFC 4443 2.4 e: to an ICMP error, to or about an address that stands for no single
// host), nor need it be when connection tracking does not know the packet, since then the answer is no part of a
// connection and the outbound list judges it.
bool refusal_must_be_heard(const ir::Packet& packet);

// Whether this outcome is right for this verdict. What was not shown is right for all of them.
bool agrees(ir::Verdict verdict, const ir::Packet& packet, Outcome outcome);

struct Disagreement {
  ir::Packet packet;
  ir::Decision expected;
  Outcome outcome = Outcome::NotShown;
  bool by_baseline = false;  // it is the baseline that should have let it through
};

struct Comparison {
  std::vector<Disagreement> disagreements;  // in the order of the packets
  std::size_t shown = 0;                    // packets that a list could judge: the others prove nothing

  bool agreed() const { return disagreements.empty(); }
};

// Holds the outcomes of these packets against the reference meaning of the list. Where the list stands behind the
// baseline of a direction, what that lets through is expected to pass. Before: as many outcomes as packets.
Comparison compare(const ir::Policy& policy, const ir::RuleList& list, std::span<const ir::Packet> packets,
                   std::span<const Outcome> outcomes, std::optional<ir::Direction> baseline = std::nullopt);

// Takes out of the comparison the refusals that were not heard because blacklists of this outbound list stand before
// established traffic and keep the answers from leaving.
void forgive_silenced_refusals(Comparison& comparison, const ir::Policy& policy, const ir::RuleList& outbound);

// The first few disagreements as sentences: "tcp 192.0.2.1:1 -> 10.0.0.1:22: rule 3 says deny, accepted".
std::string to_string(const Comparison& comparison);

}  // namespace sgc::verdicts
