// SGC3012: clients of a listener that are let in at the load balancer and not at the backend, or the other way round.
// Where nobody gets through at all, SGC3010 says it.
#include <algorithm>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/listeners/ways_of_listener.h"
#include "compiler/checks/ways/own_addresses.h"
#include "compiler/checks/ways/passage.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

using space::Truth;

class OneSided {
 public:
  OneSided(const Subject& subject, Passage& passage, ir::PointId balancer, const ir::Listener& listener, Sink& sink)
      : subject_(subject),
        policy_(subject.policy),
        passage_(passage),
        balancer_(balancer),
        listener_(listener),
        sink_(sink) {}

  void run() {
    const ListenerWays ways = ways_of_clients(subject_, balancer_, listener_);
    bool anybody = false;
    for (const BackendWays& backend : ways.backends) {
      const bool through = std::any_of(backend.routes.begin(), backend.routes.end(), [this](const Route& route) {
        return passage_.through(route).found == Truth::Yes;
      });
      anybody |= through;
      if (through && backend.backend.known()) compare(backend);
    }
    if (anybody) look_for_strangers(ways.without_member);
  }

 private:
  // The first packet that only one of the two sides lets in, of each kind once.
  void compare(const BackendWays& ways) {
    const std::string back = name(ways.backend);
    bool at_front = false;
    bool at_back = false;
    for (const Route& route : ways.routes) {
      const std::size_t gate = backend_gate(route, ways.backend);
      const Gate& backend = route.stretches.back().gates[gate];
      const Gate front{balancer_, ir::Direction::Inbound, false, !route.translates()};
      if (!at_front) {
        const Passing stopped = a_packet(route, [&](const Route& on) {
          return on.translates() ? passage_.stopped_at(on, 1, backend) : passage_.between(on, 0, front, backend);
        });
        at_front = stopped.found == Truth::Yes;
        if (at_front) report(name(balancer_), back, "", route, backend, stopped);
      }
      if (!at_back && !route.translates()) {
        const Passing stopped =
            a_packet(route, [&](const Route& on) { return passage_.between(on, 0, backend, front); });
        at_back = stopped.found == Truth::Yes;
        if (at_back) report(back, name(balancer_), "", route, front, stopped);
      }
    }
  }

  // The answer for the route, if there is one with a packet that comes to the backend's own addresses.
  template <class Ask>
  Passing a_packet(const Route& route, Ask ask) const {
    const Passing answer = ask(route);
    if (answer.found != Truth::Yes) return answer;
    const auto near = to_own_addresses(policy_, route);
    const Passing better = near ? ask(*near) : Passing{};
    return better.found == Truth::Yes ? better : answer;
  }

  // Clients of a family that no member has: the load balancer lets them in and can send them nowhere.
  void look_for_strangers(const std::vector<Route>& routes) {
    for (const Route& route : routes) {
      const auto& gates = route.stretches.front().gates;
      const auto front = std::find_if(gates.begin(), gates.end(), [this](const Gate& gate) {
        return gate.point == balancer_ && gate.direction == ir::Direction::Inbound;
      });
      const auto place = static_cast<std::size_t>(front - gates.begin());
      const Passing passing = passage_.as_far_as(route, 0, place + 1);
      if (passing.found != Truth::Yes) continue;
      const std::string_view family = passing.packet.family == Family::V4 ? "IPv4" : "IPv6";
      Diagnostic finding = diagnose(kind::OneSided, listener_.span, listener_.name, name(balancer_), name(listener_.backend),
                                    fmt::format(", which has no {} address", family));
      finding.packet = fate(passing.packet, ir::Verdict::Deny);
      finding.help = fmt::format("give '{}' members of that family, or name clients of the other alone",
                                 policy_.point(listener_.backend).name);
      sink_.report(std::move(finding));
    }
  }

  void report(const std::string& here, const std::string& there, const std::string& why, const Route& route,
              const Gate& gate, const Passing& stopped) {
    const ir::RuleList& list = gate.list(policy_);
    const ir::Packet seen = packet_at(gate, stopped.there, route);
    const ir::Decision decision = ir::evaluate(policy_, list, seen);
    const std::size_t rule = decision.rule.value_or(list.rules.size());

    Diagnostic finding = diagnose(kind::OneSided, listener_.span, listener_.name, here, there, why);
    finding.notes.push_back({Wording::place(list, rule), subject_.wording.doing(list, rule)});
    finding.packet = fate(seen, decision.verdict);
    finding.help = "deny them at both, or at neither";
    sink_.report(std::move(finding).at_point(policy_.point(gate.point).name, std::string(to_string(gate.direction))));
  }

  std::string name(ir::PointId point) const { return fmt::format("'{}'", policy_.point(point).name); }

  const Subject& subject_;
  const ir::Policy& policy_;
  Passage& passage_;
  ir::PointId balancer_;
  const ir::Listener& listener_;
  Sink& sink_;
};

}  // namespace

void check_one_sided(const Subject& subject, Sink& sink) {
  if (!sink.wants(kind::OneSided)) return;
  Passage passage(subject.policy, subject.options.limits);
  for_each_listener(subject.policy, [&](ir::PointId balancer, const ir::Listener& listener) {
    OneSided(subject, passage, balancer, listener, sink).run();
  });
}

}  // namespace sgc::checks
