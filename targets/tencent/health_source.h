// `health-source reserved`: health checks come from 100.64.0.0/10 (a listener's SourceIpType 1) instead of the VIP.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::targets::tencent {

// The policy with, behind each rule that lets a load balancer's health check in, the same rule for 100.64.0.0/10.
ir::Policy with_reserved_health(const ir::Policy& policy);

}  // namespace sgc::targets::tencent
