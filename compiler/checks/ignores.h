// `ignore SGC3004 "reason"` on a rule: the finding is kept, silenced, with the reason.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace sgc::checks {

// Findings of an ignored code that begin inside the rule become Severity::Ignored. May be called as often as new
// findings have come.
void apply_ignores(const ir::Policy& policy, Sink& sink);

// Reports each `ignore` that silenced nothing (SGC3037), where its code is not turned off. Before: all findings are
// there, and apply_ignores() was called after the last one.
void report_unused_ignores(const ir::Policy& policy, Sink& sink);

}  // namespace sgc::checks
