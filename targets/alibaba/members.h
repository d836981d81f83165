// What the service knows of a group's members, and what the policy knows beside it. A reference to a group (and its
// inner access) is relied on for private IPv4 addresses alone, as the documents promise; public and IPv6 members are
// written as addresses beside it.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::targets::alibaba {

// The members that a reference to the point is relied on for.
AddressSet known_members(const ir::Policy& policy, const ir::Point& point);

// The others.
AddressSet other_members(const ir::Policy& policy, const ir::Point& point);

// Whether it lies in a classic network: an instance that names none lies where its groups do. What names no network at
// all is in a VPC.
bool is_classic(const ir::Policy& policy, const ir::Point& point);

// The addresses that a classic network's machines see on their intranet interface; all others come in from the internet.
AddressSet intranet(const ir::Policy& policy, const ir::Point& point);

}  // namespace sgc::targets::alibaba
