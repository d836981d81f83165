// Rule lists that are nearly another one: what a target would enforce if it got one thing wrong. Emitted and judged
// against the packets of the right list, each of them has to be caught; and because they are lists, the evaluator can
// say which of them change nothing and need not be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::verdicts {

struct ListMutation {
  std::string what;  // "rule 3: the source begins one address late"
  ir::RuleList list;
  ir::Packet witness;  // has one verdict in the right list and another in this one
};

// Up to `most` different mutations, drawn with the seed from all that there are, evenly over their kinds: a verdict
// flipped, a rule dropped, moved or written for one family only, a prefix or range off by one, an address element
// dropped, a port or ICMP type off by one, another protocol, source and destination exchanged, the default flipped.
// Each changes a verdict, and the witness shows it. New sets are interned in `policy`.
std::vector<ListMutation> mutate(ir::Policy& policy, const ir::RuleList& list, std::uint64_t seed, std::size_t most);

// The first of these packets that the two lists judge differently.
std::optional<ir::Packet> tell_apart(const ir::Policy& policy, const ir::RuleList& one, const ir::RuleList& other,
                                     const std::vector<ir::Packet>& packets);

}  // namespace sgc::verdicts
