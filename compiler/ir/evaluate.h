// The reference meaning of a rule list: what a packet's verdict is, by looking at rule after rule. Everything else in
// sgc (proofs, targets, kernels) is held against these few lines; they are written to be obviously right, not fast.
#pragma once

#include <optional>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::ir {

struct Decision {
  Verdict verdict = Verdict::Deny;
  std::optional<std::size_t> rule;  // index in the list; none: the default decided
};

bool matches(const Policy& policy, const Rule& rule, const Packet& packet);

// The first rule that matches decides; when none does, the default.
Decision evaluate(const Policy& policy, const RuleList& list, const Packet& packet);

}  // namespace sgc::ir
