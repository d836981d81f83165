// SGC3013: with `snat on` a backend has to do with its load balancer alone. Here rules of its own let clients of the
// listener reach the backend port without it.
#include <algorithm>
#include <set>

#include "compiler/checks/all_checks.h"
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

// The written rules, and the default, that let packets of the region in.
std::vector<OpenRule> open_rules(const Subject& subject, ir::PointId backend, const space::Region& region) {
  ListFacts facts(subject.policy, backend, ir::Direction::Inbound, subject.options.limits, {&region, 1});
  const space::RuleNumber first = facts.index().first_rule(0);
  std::vector<OpenRule> open;
  for (const Family family : kFamilies) {
    space::Bench& bench = facts.prover().bench(family);
    const space::Universe& in = bench.universe;
    const space::Area area = in.area_of(in.regions[0]);
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

void check(const Subject& subject, ir::PointId balancer, const ir::Listener& listener,
           std::set<Span>& said, Sink& sink) {
  const ir::Policy& policy = subject.policy;
  const Passage passage(policy, subject.options.limits);
  const AddressSet clients = subtract(policy.addresses(listener.from), policy.addresses(policy.point(balancer).addresses));
  const AddressSet& members = policy.addresses(policy.point(listener.backend).addresses);
  const ServiceSet service = ServiceSet::ports(wire_number(listener.wire), kAllPorts,
                                               {listener.backend_port, listener.backend_port});

  for (const ir::PointId backend : subject.router.terminals().speakers(listener.backend, ir::Direction::Inbound)) {
    std::vector<Route> around;
    subject.router.add_routes(Terminal{{}, {}, clients}, Terminal{listener.backend, backend, members}, service, around);
    const bool reached = std::any_of(around.begin(), around.end(), [&](const Route& route) {
      return passage.through(route).found == Truth::Yes;
    });
    if (!reached) continue;

    const ir::RuleList& list = policy.point(backend).inbound;
    for (const OpenRule& open : open_rules(subject, backend, {clients, members, service})) {
      const Span place = Wording::place(list, open.rule);
      if (!said.insert(place).second) continue;
      sink.report(diagnose(kind::BackendExposed, place, listener.name, to_string(service),
                           fmt::format("'{}'", policy.point(backend).name))
                      .with_note(listener.span, "its load balancer translates: backends need to let in nobody else")
                      .with_packet(fate(open.packet, ir::Verdict::Allow))
                      .with_help("narrow it to those who should come without the load balancer")
                      .at_point(policy.point(backend).name, "inbound"));
    }
  }
}

}  // namespace

void check_backend_exposed(const Subject& subject, Sink& sink) {
  if (!sink.wants(kind::BackendExposed)) return;
  std::set<Span> said;
  for_each_listener(subject.policy, [&](ir::PointId balancer, const ir::Listener& listener) {
    if (subject.policy.point(balancer).load_balancer()->snat) check(subject, balancer, listener, said, sink);
  });
}

}  // namespace sgc::checks
