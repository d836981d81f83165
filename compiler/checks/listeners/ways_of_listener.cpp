#include "compiler/checks/listeners/ways_of_listener.h"

#include <algorithm>

#include "compiler/checks/listeners/clients.h"
#include "compiler/checks/listeners/machines.h"

namespace sgc::checks {
namespace {

// Machines of a family that nothing is sent to here are no backends of this listener; unless all are.
void leave_out_unreached(std::vector<BackendWays>& backends) {
  const auto is_unreached = [](const BackendWays& backend) { return backend.routes.empty(); };
  if (!std::all_of(backends.begin(), backends.end(), is_unreached)) std::erase_if(backends, is_unreached);
}

}  // namespace

ListenerWays ways_of_clients(const Subject& subject, ir::PointId balancer, const ir::Listener& listener) {
  const AddressSet clients = clients_of(subject.policy, balancer, listener);
  ListenerWays ways;
  for (const Terminal& machine : machines_of(subject, balancer, listener)) {
    std::vector<Route> routes;
    subject.router.add_routes(clients, client_ports(listener.wire), balancer, listener, {&machine, 1}, routes);
    const bool first = ways.backends.empty();
    BackendWays& own = ways.backends.emplace_back(BackendWays{machine.speaker, {}});
    for (Route& route : routes) {
      if (!route.no_member) own.routes.push_back(std::move(route));
      else if (first) ways.without_member.push_back(std::move(route));
    }
  }
  leave_out_unreached(ways.backends);
  return ways;
}

ListenerWays ways_of_health(const Subject& subject, ir::PointId balancer, const ir::Listener& listener,
                            const AddressSet& sources) {
  const ServiceSet service = ServiceSet::ports(wire_number(listener.health_wire), client_ports(listener.health_wire),
                                               {listener.health_port, listener.health_port});
  const Terminal from{balancer, balancer, sources};
  ListenerWays ways;
  for (const Terminal& machine : machines_of(subject, balancer, listener)) {
    BackendWays& own = ways.backends.emplace_back(BackendWays{machine.speaker, {}});
    subject.router.add_routes(from, machine, service, own.routes);
  }
  leave_out_unreached(ways.backends);
  return ways;
}

std::string to_backend(const ir::Policy& policy, const ir::Listener& listener, ir::PointId backend) {
  if (!backend.known() || backend == listener.backend) return {};
  return fmt::format(" to instance '{}'", policy.point(backend).name);
}

}  // namespace sgc::checks
