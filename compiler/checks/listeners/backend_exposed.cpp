// SGC3013: with `snat on` a backend has to do with its load balancer alone. Here rules of its own let clients of the
// listener reach the backend port without it.
#include <algorithm>
#include <map>
#include <set>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/listeners/clients.h"
#include "compiler/checks/listeners/machines.h"
#include "compiler/checks/listeners/ways_of_listener.h"
#include "compiler/checks/ways/passage.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

using space::Truth;

// A rule of a backend's inbound list that lets a packet in.
struct OpenRule {
  std::size_t rule = 0;
  ir::Packet packet;
};

// Clients of a listener that reach a backend without its load balancer.
struct Around {
  const ir::Listener* listener = nullptr;
  space::Region packets;
};

// The written rules, and the default, that let packets of the region in, which is number `region` of the index.
std::vector<OpenRule> open_rules(ListFacts& facts, std::size_t region) {
  const space::RuleNumber first = facts.index().first_rule(0);
  std::vector<OpenRule> open;
  for (const Family family : kFamilies) {
    space::Bench& bench = facts.prover().bench(family);
    const space::Universe& in = bench.universe;
    const space::Area area = in.area_of(in.regions[region]);
    if (area.empty()) continue;
    std::vector<space::RuleNumber> allows;
    bench.overlaps.for_each(area, {first, facts.index().end_rule(0), space::kAllow}, [&](space::RuleNumber rule) {
      allows.push_back(rule);
      return true;
    });
    std::sort(allows.begin(), allows.end());
    for (const space::RuleNumber rule : allows) {
      const bool is_default = rule == facts.index().default_rule(0);
      if (!is_default && !is_written(facts.list().rules[rule - first])) continue;
      facts.prover().begin_question();
      const space::Part earlier{first, rule};
      if (bench.coverage.covered(bench.deviations.meet(area, rule), {{&earlier, 1}}) != Truth::No) continue;
      open.push_back({rule - first, facts.index().packet(family, bench.coverage.gap())});
    }
  }
  return open;
}

// Those that come in at each backend that is asked, of all listeners.
std::map<ir::PointId, std::vector<Around>> find_around(const Subject& subject) {
  const ir::Policy& policy = subject.policy;
  Passage passage(policy, subject.options.limits);
  std::map<ir::PointId, std::vector<Around>> around;
  for_each_listener(policy, [&](ir::PointId balancer, const ir::Listener& listener) {
    if (!policy.point(balancer).load_balancer()->snat) return;
    const AddressSet clients = clients_of(policy, balancer, listener);
    const ServiceSet service = ServiceSet::ports(wire_number(listener.wire), kAllPorts,
                                                 {listener.backend_port, listener.backend_port});
    for (const Terminal& machine : machines_of(subject, balancer, listener)) {
      if (!machine.speaker.known()) continue;
      std::vector<Route> routes;
      subject.router.add_routes(Terminal{{}, {}, clients}, machine, service, routes);
      const bool reached = std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
        return passage.through(route).found == Truth::Yes;
      });
      if (reached) around[machine.speaker].push_back({&listener, {clients, machine.addresses, service}});
    }
  });
  return around;
}

void report(const Subject& subject, ir::PointId backend, const ir::Listener& listener, const OpenRule& open,
            Sink& sink) {
  const ir::Point& point = subject.policy.point(backend);
  sink.report(diagnose(kind::BackendExposed, Wording::place(point.inbound, open.rule), listener.name,
                       to_string(ServiceSet::ports(wire_number(listener.wire), kAllPorts,
                                                   {listener.backend_port, listener.backend_port})),
                       fmt::format("'{}'", point.name))
                  .with_note(listener.span, "its load balancer translates: backends need to let in nobody else")
                  .with_packet(fate(open.packet, ir::Verdict::Allow))
                  .with_help("narrow it to those who should come without the load balancer")
                  .at_point(point.name, "inbound"));
}

}  // namespace

void check_backend_exposed(const Subject& subject, Sink& sink) {
  if (!sink.wants(kind::BackendExposed)) return;
  std::set<Span> said;
  for (const auto& [backend, around] : find_around(subject)) {
    std::vector<space::Region> regions;
    for (const Around& one : around) regions.push_back(one.packets);
    ListFacts facts(subject.policy, backend, ir::Direction::Inbound, subject.options.limits, regions);
    for (std::size_t i = 0; i < around.size(); ++i) {
      for (const OpenRule& open : open_rules(facts, i)) {
        const Span place = Wording::place(facts.list(), open.rule);
        if (said.insert(place).second) report(subject, backend, *around[i].listener, open, sink);
      }
    }
  }
}

}  // namespace sgc::checks
