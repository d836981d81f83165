// SGC3020 through a load balancer that translates: an administration or database port of its backend stands open to nearly
// everybody by a listener, whatever port that takes. Without translation the backend's own list tells.
#include <algorithm>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/exposure/openings.h"
#include "compiler/checks/exposure/past_acls.h"
#include "compiler/checks/exposure/public_addresses.h"
#include "compiler/checks/exposure/sensitive_ports.h"
#include "compiler/checks/listeners/machines.h"
#include "compiler/checks/listeners/ways_of_listener.h"
#include "compiler/checks/ways/passage.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

ServiceSet service_on(const ir::Listener& listener, std::uint16_t port) {
  return ServiceSet::ports(wire_number(listener.wire), kAllPorts, {port, port});
}

// The sensitive port that the listener leads to. One that it takes itself is told by the load balancer's own list.
const SensitivePort* sensitive_port_behind(const ir::Listener& listener) {
  for (const SensitivePort& port : sensitive_ports()) {
    const ServiceSet services = port.services();
    if (!services.overlaps(service_on(listener, listener.backend_port))) continue;
    return services.overlaps(service_on(listener, listener.port)) ? nullptr : &port;
  }
  return nullptr;
}

// Who comes in by the listener, as far as the load balancer's list and the acls around its VIPs say.
AddressSet let_in(const Subject& subject, const ir::Point& balancer, const ir::Listener& listener) {
  const ir::Policy& policy = subject.policy;
  const AddressSet& vips = policy.addresses(balancer.load_balancer()->vips);
  const ServiceSet services = service_on(listener, listener.port);
  const OpeningQuestion question{services, false, vips, subject.options.nearly_everywhere};
  SourcesLeft known;
  AddressSet sources;
  for (const Opening& opening :
       openings(policy, balancer.inbound, rules_with(policy, balancer.inbound, services), question, known)) {
    sources = unite(sources, opening.sources);
  }
  return let_past_acls(policy, vips, std::move(sources), services);
}

// A packet of somebody on the Internet that comes through to some machine.
Passing a_public_packet(const Subject& subject, Passage& passage, ir::PointId balancer, const ir::Listener& listener,
                        const AddressSet& sources) {
  std::vector<Route> routes;
  subject.router.add_routes(intersect(sources, public_addresses()), kAllPorts, balancer, listener,
                            machines_of(subject, balancer, listener), routes);
  for (const Route& route : routes) {
    const Passing passing = passage.through(route);
    if (passing.found == space::Truth::Yes) return passing;
  }
  return {};
}

}  // namespace

void check_opened_behind(const Subject& subject, Sink& sink) {
  if (!sink.wants(kind::OpenToTheWorld)) return;
  Passage passage(subject.policy, subject.options.limits);
  for_each_listener(subject.policy, [&](ir::PointId id, const ir::Listener& listener) {
    const ir::Point& balancer = subject.policy.point(id);
    const SensitivePort* port = balancer.load_balancer()->snat ? sensitive_port_behind(listener) : nullptr;
    if (port == nullptr) return;
    const double enough = subject.options.nearly_everywhere;
    const AddressSet& vips = subject.policy.addresses(balancer.load_balancer()->vips);
    const AddressSet sources = let_in(subject, balancer, listener);
    if (!is_nearly_everywhere(sources, enough, vips)) return;
    const Passing passing = a_public_packet(subject, passage, id, listener, sources);
    if (passing.found != space::Truth::Yes) return;

    const std::string what = fmt::format("{} of '{}', through listener '{}' of '{}',", to_string(*port),
                                         subject.policy.point(listener.backend).name, listener.name, balancer.name);
    sink.report(diagnose(kind::OpenToTheWorld, listener.span, what, reach_text(sources, enough, vips))
                    .with_packet(fate(passing.packet, ir::Verdict::Allow))
                    .with_help("let the listener take those alone who need it")
                    .at_point(balancer.name, "inbound"));
  });
}

}  // namespace sgc::checks
