// From the lists of a point to what its nft file says. All decisions of the target are made under this door.
#pragma once

#include "compiler/diag/sink.h"
#include "targets/nftables/model.h"
#include "targets/nftables/services.h"
#include "targets/target.h"

namespace sgc::nftables {

// Before: the point is a security group, load balancer or instance, and not external. Reports what it says otherwise
// than it was written (log prefixes and comments that nft cannot carry).
Model lower(const targets::Request& request, const ir::Point& point, Services& services, const Options& options,
            Sink& sink);

}  // namespace sgc::nftables
