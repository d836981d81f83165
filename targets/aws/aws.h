// Amazon Web Services: security groups of instances and load balancers, and network ACLs, as a plan of API calls. See
// README.md beside this file for what becomes of each thing in a policy.
#pragma once

#include "targets/target.h"

namespace sgc::targets::aws {

extern const Target kTarget;

}  // namespace sgc::targets::aws
