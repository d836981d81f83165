// Denies that cut an allow, where the policy does not say what a security group is to make of them.
#pragma once

#include "targets/aws/lower.h"

namespace sgc::targets::aws {

// An error that names those that would cost most as a complement.
void report_denies(Workshop& shop, const ir::Point& point, ir::Direction direction, const Cutting& cutting);

}  // namespace sgc::targets::aws
