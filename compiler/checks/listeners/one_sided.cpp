// SGC3012: clients of a listener that are let in at the load balancer and stopped by a list behind it, or let in at the
// backend alone. Where nobody gets through at all, SGC3010 says it.
#include <algorithm>
#include <set>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/listeners/likely_client.h"
#include "compiler/checks/listeners/ways_of_listener.h"
#include "compiler/checks/ways/passage.h"
#include "compiler/diag/catalog.h"
#include "compiler/net/ephemeral_ports.h"

namespace sgc::checks {
namespace {

using space::Truth;

constexpr const char* kBothOrNeither = "deny them at both, or at neither";

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
      if (through) compare(backend);
      anybody |= through;
    }
    if (anybody) look_for_strangers(ways.without_member);
  }

 private:
  using List = std::pair<ir::PointId, ir::Direction>;

  // Of UDP too only those who ask from ephemeral ports: of the others it is usual that some are turned away.
  void compare(const BackendWays& ways) {
    for (const Route& all : ways.routes) {
      const Route route = with_source_ports(all, kEphemeralPorts);
      look_behind_the_front(route);
      if (!route.translates() && ways.backend.known()) look_around(route, ways.backend);
    }
  }

  // Clients whom the load balancer's inbound list lets in, with the acls before it, and whom a later list stops: each such
  // list once.
  void look_behind_the_front(const Route& route) {
    bool behind = false;
    for (const GatePlace& place : gates_in_order(route)) {
      const Gate& gate = place.in(route);
      const bool is_front = gate.point == balancer_ && gate.direction == ir::Direction::Inbound;
      const bool asked = behind && !is_clients_own(gate, route) && !said_.contains({gate.point, gate.direction});
      behind |= is_front;
      if (!asked) continue;
      const Passing stopped = with_likely_client(route, [&](const Route& of_some) {
        return passage_.stopped_on_the_way(of_some, place);
      });
      if (stopped.found != Truth::Yes) continue;
      said_.insert({gate.point, gate.direction});
      report(name(balancer_), stopping(gate), mend(gate, route), route, gate, stopped);
    }
  }

  // An acl around the clients, and not around the load balancer, is meant for them: it speaks of all that they do.
  bool is_clients_own(const Gate& gate, const Route& route) const {
    const ir::AclPart* acl = policy_.point(gate.point).acl();
    return acl != nullptr && policy_.addresses(acl->subnets).contains(*clients_on(route).front());
  }

  static const AddressSet& clients_on(const Route& route) { return route.stretches.front().packets.sources; }

  // Clients whom the backend lets in, with the acls around it, and the load balancer does not.
  void look_around(const Route& route, ir::PointId backend) {
    const List front{balancer_, ir::Direction::Inbound};
    if (said_.contains(front)) return;
    std::vector<Gate> gates;
    for (const Gate& gate : route.stretches.front().gates) {
      if (!gate.before && gate.point != balancer_) gates.push_back(gate);
    }
    gates.push_back({front.first, front.second, false, true});
    const Passing stopped = with_likely_client(route, [&](const Route& of_some) {
      return passage_.stopped_at_last(of_some, 0, gates);
    });
    if (stopped.found != Truth::Yes) return;
    said_.insert(front);
    report(name(backend), fmt::format("not at {}", name(balancer_)), kBothOrNeither, route, gates.back(), stopped);
  }

  std::string stopping(const Gate& gate) const {
    const ir::Point& point = policy_.point(gate.point);
    if (point.acl() == nullptr && point.load_balancer() == nullptr) return fmt::format("not at '{}'", point.name);
    return fmt::format("stopped by the {} list of '{}'{}", to_string(gate.direction), point.name,
                       gate.reply ? ", asked about the reply" : "");
  }

  std::string mend(const Gate& gate, const Route& route) const {
    const ir::Point& point = policy_.point(gate.point);
    if (point.load_balancer() != nullptr) {
      return route.translates() ? "let out all that it sends to its backends" : "deny them in its inbound list too, or let them out";
    }
    const ir::AclPart* acl = point.acl();
    if (acl == nullptr) return kBothOrNeither;
    const char* const derive = acl->derive ? "" : ", or write `derive` in it";
    if (!gate.reply) return fmt::format("let them through, or deny them at '{}' too{}", policy_.point(balancer_).name, derive);
    return fmt::format("replies go back to the ports that clients open from: let {} 1024-65535 through to them{}",
                       listener_.wire == ir::WireProtocol::Tcp ? "tcp" : "udp", derive);
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
      const std::string back = fmt::format("not at {}, which has no {} address", name(listener_.backend), family);
      Diagnostic finding = diagnose(kind::OneSided, listener_.span, listener_.name, name(balancer_), back);
      finding.packet = fate(passing.packet, ir::Verdict::Deny);
      finding.help = fmt::format("give '{}' members of that family, or name clients of the other alone",
                                 policy_.point(listener_.backend).name);
      sink_.report(std::move(finding));
    }
  }

  void report(const std::string& here, const std::string& there, const std::string& help, const Route& route,
              const Gate& gate, const Passing& stopped) {
    const ir::RuleList& list = gate.list(policy_);
    const ir::Packet seen = packet_at(gate, stopped.there, route);
    const ir::Decision decision = ir::evaluate(policy_, list, seen);
    const std::size_t rule = decision.rule.value_or(list.rules.size());

    Diagnostic finding = diagnose(kind::OneSided, listener_.span, listener_.name, here, there);
    finding.notes.push_back({Wording::place(list, rule), subject_.wording.doing(list, rule)});
    finding.packet = fate(seen, decision.verdict);
    finding.help = help;
    sink_.report(std::move(finding).at_point(policy_.point(gate.point).name, std::string(to_string(gate.direction))));
  }

  std::string name(ir::PointId point) const { return fmt::format("'{}'", policy_.point(point).name); }

  const Subject& subject_;
  const ir::Policy& policy_;
  Passage& passage_;
  ir::PointId balancer_;
  const ir::Listener& listener_;
  Sink& sink_;
  std::set<List> said_;
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
