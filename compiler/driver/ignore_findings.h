// `ignore SGC3004 "reason"` on a rule: the finding is kept, silenced, with the reason.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace sgc::driver {

// Findings of an ignored code that begin inside the rule become Severity::Ignored.
void ignore_findings(const ir::Policy& policy, Sink& sink);

}  // namespace sgc::driver
