// Who comes past acls.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::checks {

// Of the sources those that the acls around all of these addresses let some packet of the services through from: those
// within their subnets meet none.
AddressSet let_past_acls(const ir::Policy& policy, const AddressSet& own, AddressSet sources, const ServiceSet& services);

}  // namespace sgc::checks
