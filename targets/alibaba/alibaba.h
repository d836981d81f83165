// Alibaba Cloud: security groups of ECS instances, as a plan of API calls. See README.md beside this file for what
// becomes of each thing in a policy.
#pragma once

#include "targets/target.h"

namespace sgc::targets::alibaba {

extern const Target kTarget;

}  // namespace sgc::targets::alibaba
