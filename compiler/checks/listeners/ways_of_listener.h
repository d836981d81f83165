// The ways that a listener's packets take to its backend, sorted by the machine that lets them in: each instance that
// binds the backend's group is asked on its own.
#pragma once

#include <vector>

#include "compiler/checks/subject.h"

namespace sgc::checks {

struct BackendWays {
  ir::PointId backend;  // whose inbound list is asked; unknown where the group is somebody else's
  std::vector<Route> routes;
};

struct ListenerWays {
  std::vector<BackendWays> backends;
  std::vector<Route> without_member;  // of packets of a family that no member has
};

ListenerWays ways_of_clients(const Subject& subject, ir::PointId balancer, const ir::Listener& listener);

// Health checks from these addresses.
ListenerWays ways_of_health(const Subject& subject, ir::PointId balancer, const ir::Listener& listener,
                            const AddressSet& sources);

// Calls use(balancer, listener) for every listener of the policy.
template <class Use>
void for_each_listener(const ir::Policy& policy, Use use) {
  for (std::uint32_t i = 0; i < policy.points.size(); ++i) {
    const ir::LoadBalancerPart* balancer = policy.points[i].load_balancer();
    if (balancer == nullptr) continue;
    for (const ir::Listener& listener : balancer->listeners) use(ir::PointId{i}, listener);
  }
}

// " to instance 'web1'" where the backend's list is an instance's, to be put behind «gets through».
std::string to_backend(const ir::Policy& policy, const ir::Listener& listener, ir::PointId backend);

}  // namespace sgc::checks
