#include "compiler/checks/listeners/ways_of_listener.h"

#include <algorithm>

#include "compiler/checks/listeners/clients.h"
#include "compiler/support/assert.h"

namespace sgc::checks {
namespace {

bool is_backend(const Gate& gate, ir::PointId backend) {
  return gate.point == backend && gate.direction == ir::Direction::Inbound && !gate.before && !gate.reply;
}

bool leads_to(const Route& route, ir::PointId backend) {
  const auto& gates = route.stretches.back().gates;
  return std::any_of(gates.begin(), gates.end(), [&](const Gate& gate) { return is_backend(gate, backend); });
}

std::vector<ir::PointId> backends(const Subject& subject, const ir::Listener& listener) {
  std::vector<ir::PointId> speaking = subject.router.terminals().speakers(listener.backend, ir::Direction::Inbound);
  std::sort(speaking.begin(), speaking.end());
  if (speaking.empty()) speaking.emplace_back();
  return speaking;
}

}  // namespace

ListenerWays ways_of_clients(const Subject& subject, ir::PointId balancer, const ir::Listener& listener) {
  std::vector<Route> routes;
  subject.router.add_routes(clients_of(subject.policy, balancer, listener), client_ports(listener.wire), balancer, listener,
                            routes);
  ListenerWays ways;
  for (const ir::PointId backend : backends(subject, listener)) ways.backends.push_back({backend, {}});
  for (Route& route : routes) {
    if (route.no_member) {
      ways.without_member.push_back(std::move(route));
      continue;
    }
    const auto own = std::find_if(ways.backends.begin(), ways.backends.end(), [&](const BackendWays& candidate) {
      return !candidate.backend.known() || leads_to(route, candidate.backend);
    });
    SGC_ASSERT(own != ways.backends.end(), "a route through a listener leads to its backend");
    own->routes.push_back(std::move(route));
  }
  return ways;
}

ListenerWays ways_of_health(const Subject& subject, ir::PointId balancer, const ir::Listener& listener,
                            const AddressSet& sources) {
  const ir::Policy& policy = subject.policy;
  const ServiceSet service = ServiceSet::ports(wire_number(listener.health_wire), client_ports(listener.health_wire),
                                               {listener.health_port, listener.health_port});
  const Terminal from{balancer, balancer, sources};
  ListenerWays ways;
  for (const ir::PointId backend : backends(subject, listener)) {
    BackendWays& own = ways.backends.emplace_back(BackendWays{backend, {}});
    const Terminal to{listener.backend, backend, policy.addresses(policy.point(listener.backend).addresses)};
    subject.router.add_routes(from, to, service, own.routes);
  }
  return ways;
}

std::string to_backend(const ir::Policy& policy, const ir::Listener& listener, ir::PointId backend) {
  if (!backend.known() || backend == listener.backend) return {};
  return fmt::format(" to instance '{}'", policy.point(backend).name);
}

std::size_t backend_gate(const Route& route, ir::PointId backend) {
  const auto& gates = route.stretches.back().gates;
  const auto found = std::find_if(gates.begin(), gates.end(), [&](const Gate& gate) { return is_backend(gate, backend); });
  SGC_ASSERT(found != gates.end(), "the backend's list is asked on the way to it");
  return static_cast<std::size_t>(found - gates.begin());
}

}  // namespace sgc::checks
