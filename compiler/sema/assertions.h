// Assertions: resolved, and held to be about something. They are decided by the checks.
#pragma once

#include "compiler/sema/rules.h"

namespace sgc::sema {

// Fills the policy's assertions. Reports one that is about no packet, or whose destination no list judges.
void lower_assertions(const ast::Policy& written, Rules& rules, Context& context);

}  // namespace sgc::sema
