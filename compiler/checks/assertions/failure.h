// How a failed assertion is told: one packet, and the lists and rules that decided it.
#pragma once

#include "compiler/checks/wording.h"
#include "compiler/ir/trace.h"

namespace sgc::checks {

// Before: some way of the journey is let through where the assertion denies, or is not where it allows. `where` stands
// behind «does not hold».
Diagnostic failure(const ir::Policy& policy, const Wording& wording, const ir::Assertion& assertion,
                   const ir::Journey& journey, const std::string& where);

}  // namespace sgc::checks
