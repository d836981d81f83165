// From the lists of a point to what its files say. All decisions of the target are made under this door.
#pragma once

#include "compiler/diag/sink.h"
#include "targets/iptables/model.h"
#include "targets/target.h"

namespace sgc::iptables {

// Before: the point is a security group, load balancer or instance, and not external. Reports what it says otherwise
// than it was written (log prefixes and comments that iptables cannot carry).
Model lower(const targets::Request& request, const ir::Point& point, host::Services& services, const Options& options, Sink& sink);

}  // namespace sgc::iptables
