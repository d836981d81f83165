// A load balancer that takes no security group hands on whatever comes to it. That is right only where nothing is lost
// by it: where its list lets everybody through to each backend port, or where the backends' own lists let in nobody
// whom it denies.
#pragma once

#include <optional>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::targets::cloud {

// A packet that would reach a backend of this listener against the load balancer's list, were that list not enforced:
// from a client to a member of the backend, on the backend's port. With `snat on` backends cannot tell clients apart.
std::optional<ir::Packet> packet_past(const ir::Policy& policy, const ir::Point& balancer, const ir::Listener& listener);

}  // namespace sgc::targets::cloud
