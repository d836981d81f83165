// A question about a group is asked of the list of every instance that binds it, and of all the group's members. People
// who are shown a packet expect one that comes to the very machine whose list is named.
#pragma once

#include <optional>

#include "compiler/checks/ways/route.h"

namespace sgc::checks {

// The route with those packets alone that instances on it send and receive at addresses of their own. Nothing where there
// is no instance on it, or none of the packets is such a one.
std::optional<Route> to_own_addresses(const ir::Policy& policy, const Route& route);

}  // namespace sgc::checks
