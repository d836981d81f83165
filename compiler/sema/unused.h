// SGC3030: what is declared and nothing uses.
#pragma once

#include "compiler/sema/context.h"

namespace sgc::sema {

// Before: every reference was resolved. Points count as used when they are enforced somewhere (a security group with
// members, in a policy without instances) or referred to.
void report_unused(Context& context);

}  // namespace sgc::sema
