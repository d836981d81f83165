// A private load balancer takes no security group: what comes to it is let through. That is right only where nothing
// is lost by it: where its list lets everybody through to each backend port, or where the backends' own lists let in
// nobody whom it denies.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace sgc::targets::tencent {

// Reports, for each listener where that is not so, a packet that would reach a backend against the policy.
void prove_without_group(const ir::Policy& policy, ir::PointId balancer, Sink& sink);

}  // namespace sgc::targets::tencent
