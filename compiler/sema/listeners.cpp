#include "compiler/sema/listeners.h"

#include <algorithm>
#include <array>

#include "compiler/support/suggest.h"

namespace sgc::sema {
namespace {

struct ListenerProtocol {
  std::string_view word;
  ir::WireProtocol wire;
};
constexpr std::array<ListenerProtocol, 5> kProtocols{{{"tcp", ir::WireProtocol::Tcp},
                                                      {"udp", ir::WireProtocol::Udp},
                                                      {"http", ir::WireProtocol::Tcp},
                                                      {"https", ir::WireProtocol::Tcp},
                                                      {"tls", ir::WireProtocol::Tcp}}};

std::optional<ir::WireProtocol> wire_of(const ast::Name& word, Context& context) {
  std::vector<std::string_view> words;
  for (const ListenerProtocol& protocol : kProtocols) {
    if (protocol.word == word.text) return protocol.wire;
    words.push_back(protocol.word);
  }
  auto finding = diagnose(kind::UnknownWord, word.span, word.text, "listener protocol", "tcp, udp, http, https, tls");
  if (const auto near = suggest(word.text, words)) finding.help = fmt::format("did you mean '{}'?", *near);
  context.sink.report(std::move(finding));
  return std::nullopt;
}

std::string_view wire_text(ir::WireProtocol wire) { return wire == ir::WireProtocol::Tcp ? "tcp" : "udp"; }
std::uint8_t wire_number(ir::WireProtocol wire) {
  return wire == ir::WireProtocol::Tcp ? protocol::kTcp : protocol::kUdp;
}

std::optional<ir::PointId> backend_of(const ast::Listener& written, const Symbols& symbols, Whos& whos,
                                      Context& context) {
  const auto backend = symbols.resolve_point(written.backend, "a security group", context);
  if (!backend) return std::nullopt;
  ir::Point& point = context.policy.points[backend->index];
  point.used = true;
  if (point.security_group() != nullptr) {
    return whos.require_addresses(*backend, written.backend.span) ? backend : std::nullopt;
  }

  const Symbol symbol{Symbol::Kind::Point, backend->index, point.span};
  context.sink.report(diagnose(kind::WrongKindOfName, written.backend.span, written.backend.text,
                               describe(symbol, context.policy), "a security group")
                          .with_note(point.span, "it is declared here"));
  return std::nullopt;
}

// False where the health check cannot be told.
bool fill_health(const ast::Listener& written, ir::Listener& listener, Context& context) {
  listener.health_written = written.health.has_value();
  if (written.health) {
    const auto wire = wire_of(written.health->protocol, context);
    if (!wire) return false;
    listener.health_protocol = written.health->protocol.text;
    listener.health_wire = *wire;
    listener.health_port = written.health->port;
    return true;
  }
  if (listener.wire == ir::WireProtocol::Udp) {
    context.sink.report(diagnose(kind::HealthMissing, written.name.span, written.name.text)
                            .with_help("UDP answers no connection: name a check, such as `health tcp 9000`"));
    return false;
  }
  listener.health_protocol = "tcp";
  listener.health_wire = ir::WireProtocol::Tcp;
  listener.health_port = listener.backend_port;
  return true;
}

void report_clashes(const std::vector<ir::Listener>& before, const ir::Listener& listener, const ast::Listener& written,
                    Context& context) {
  for (const ir::Listener& other : before) {
    if (other.name == listener.name) {
      context.sink.report(diagnose(kind::DuplicateName, written.name.span, written.name.text)
                              .with_note(other.span, "it is declared here first")
                              .with_help("give one of the listeners another name"));
    }
    if (other.wire == listener.wire && other.port == listener.port) {
      context.sink.report(diagnose(kind::ListenerClash, written.port_span, wire_text(listener.wire), listener.port, other.name)
                              .with_note(other.span, "that one is here")
                              .with_help("http, https and tls are tcp on the wire: one port takes one listener"));
    }
  }
}

std::optional<ir::Listener> lower_listener(const ast::Statement& statement, const Symbols& symbols, Whos& whos,
                                           Rules& rules, ir::PointId balancer, Context& context) {
  const auto& written = std::get<ast::Listener>(statement.value);
  rules.keep_ignores(written.ignores, statement.span);
  const auto wire = wire_of(written.protocol, context);
  const auto backend = backend_of(written, symbols, whos, context);
  const WhoPlace place{Scope::Policy, false, balancer};
  const auto from = rules.side(written.from, place, "the `from` of this listener", ir::Verdict::Allow);
  if (!wire || !backend || !from) return std::nullopt;

  ir::Listener listener;
  listener.name = written.name.text;
  listener.protocol = written.protocol.text;
  listener.wire = *wire;
  listener.port = written.port;
  listener.backend = *backend;
  listener.backend_port = written.backend_port;
  listener.from = *from;
  listener.span = statement.span;
  if (!fill_health(written, listener, context)) return std::nullopt;
  return listener;
}

// One load balancer's listener as rules.
class ListenerDerivation {
 public:
  ListenerDerivation(ir::PointId balancer, std::uint32_t index, Drafts& drafts, Whos& whos, Context& context)
      : balancer_(balancer),
        index_(index),
        listener_(context.policy.point(balancer).load_balancer()->listeners[index]),
        drafts_(drafts),
        whos_(whos),
        context_(context) {}

  void run() {
    const bool snat = context_.policy.point(balancer_).load_balancer()->snat;
    const ir::WhoId edge = whos_.of_point(balancer_);
    const ir::WhoId backend = whos_.of_point(listener_.backend);
    const ir::WhoId anywhere = whos_.unwritten();
    const ir::ServiceSetId front = service(listener_.wire, listener_.port);
    const ir::ServiceSetId back = service(listener_.wire, listener_.backend_port);
    const ir::ServiceSetId health = service(listener_.health_wire, listener_.health_port);

    add(balancer_, ir::Direction::Inbound, ir::Origin::Listener, listener_.from, anywhere, front);
    add(balancer_, ir::Direction::Outbound, ir::Origin::Listener, anywhere, backend, back);
    if (health != back) add(balancer_, ir::Direction::Outbound, ir::Origin::Health, anywhere, backend, health);

    if (context_.policy.point(listener_.backend).external()) return;  // somebody else's list
    if (!snat) add(listener_.backend, ir::Direction::Inbound, ir::Origin::Listener, listener_.from, anywhere, back);
    add(listener_.backend, ir::Direction::Inbound, ir::Origin::Listener, edge, anywhere, back);
    if (health != back) add(listener_.backend, ir::Direction::Inbound, ir::Origin::Health, edge, anywhere, health);
  }

 private:
  ir::ServiceSetId service(ir::WireProtocol wire, std::uint16_t port) {
    return context_.intern(ServiceSet::ports(wire_number(wire), kAllPorts, {port, port}));
  }

  void add(ir::PointId point, ir::Direction direction, ir::Origin origin, ir::WhoId source, ir::WhoId destination,
           ir::ServiceSetId service) {
    ir::Rule rule;
    rule.source = source;
    rule.destination = destination;
    rule.service = service;
    rule.verdict = ir::Verdict::Allow;
    rule.origin = origin;
    rule.declared_in = balancer_;
    rule.listener = index_;
    rule.listener_of = balancer_;
    rule.span = listener_.span;
    drafts_[point.index].list(direction).listeners.push_back(rule);
  }

  ir::PointId balancer_;
  std::uint32_t index_;
  const ir::Listener& listener_;
  Drafts& drafts_;
  Whos& whos_;
  Context& context_;
};

}  // namespace

void fill_listeners(const Statements& statements, ir::PointId balancer, const Symbols& symbols, Whos& whos,
                    Rules& rules, Context& context) {
  const auto written = statements.all("listener");
  auto& part = std::get<ir::LoadBalancerPart>(context.policy.points[balancer.index].part);
  if (!written.empty() && statements.find("vip") == nullptr && !statements.block().damaged) {
    const ast::Block& block = statements.block();
    context.sink.report(diagnose(kind::MissingStatement, block.name.span, block.name.text, "vip")
                            .with_help("a listener takes what comes to the load balancer's address: `vip 203.0.113.80`"));
  }

  for (const ast::Statement* statement : written) {
    auto listener = lower_listener(*statement, symbols, whos, rules, balancer, context);
    if (!listener) continue;
    report_clashes(part.listeners, *listener, std::get<ast::Listener>(statement->value), context);
    part.listeners.push_back(std::move(*listener));
  }
}

void derive_listener_rules(Drafts& drafts, Whos& whos, Context& context) {
  for (std::uint32_t point = 0; point < context.policy.points.size(); ++point) {
    const auto* balancer = context.policy.points[point].load_balancer();
    if (balancer == nullptr) continue;
    for (std::uint32_t index = 0; index < balancer->listeners.size(); ++index) {
      ListenerDerivation(ir::PointId{point}, index, drafts, whos, context).run();
    }
  }
}

}  // namespace sgc::sema
