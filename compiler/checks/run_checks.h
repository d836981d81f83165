// Everything that is checked of a policy that means something: what the driver calls after sema and before the targets.
#pragma once

#include "compiler/checks/check_options.h"
#include "compiler/checks/check_statistics.h"
#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::checks {

// Reports every finding and every assertion that does not hold. Before: sema found no error in the policy. `ignore` is
// not looked at: see ignores.h. A check whose findings are off is not run.
CheckStatistics run_checks(const ir::Policy& policy, const SourceMap& sources, const CheckOptions& options,
                           Sink& sink);

}  // namespace sgc::checks
