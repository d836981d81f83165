// Whose packets come to a point's lists.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::checks {

// The point's addresses, and for a group also those of the instances that bind it, which may lie beside its members
// (SGC3034): their packets come to its rules all the same.
AddressSet addresses_of_machines(const ir::Policy& policy, const ir::Point& point);

}  // namespace sgc::checks
