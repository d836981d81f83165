// Whose packets questions about a listener are asked of.
#pragma once

#include "compiler/ir/policy.h"
#include "compiler/net/service_set.h"

namespace sgc::checks {

// Those that the listener is for. A client is somebody else: neither the load balancer itself, nor a member of the backend,
// unless nobody else is named.
AddressSet clients_of(const ir::Policy& policy, ir::PointId balancer, const ir::Listener& listener);

// The ports that connections are opened from. Those of UDP may come from any: some services ask and answer on one port.
NumberRange client_ports(ir::WireProtocol wire);

}  // namespace sgc::checks
