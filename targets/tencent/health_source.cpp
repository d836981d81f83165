#include "targets/tencent/health_source.h"

#include "compiler/net/parse_address.h"
#include "targets/tencent/facts.h"

namespace sgc::targets::tencent {
namespace {

// Whether the rule lets the health check of a listener in: from the load balancer itself, to the health port.
bool is_health_rule(const ir::Policy& policy, const ir::Rule& rule) {
  if (!rule.listener_of.known() || rule.verdict != ir::Verdict::Allow) return false;
  const ir::WhoItem* const from = policy.whos[rule.source].sole();
  if (from == nullptr || from->kind != ir::WhoItem::Kind::Point || from->point != rule.listener_of) return false;

  const ir::Listener& listener = policy.point(rule.listener_of).load_balancer()->listeners[rule.listener];
  const std::uint8_t wire = listener.health_wire == ir::WireProtocol::Tcp ? protocol::kTcp : protocol::kUdp;
  const NumberRange port{listener.health_port, listener.health_port};
  return policy.service_set(rule.service) == ServiceSet::ports(wire, kAllPorts, port);
}

}  // namespace

ir::Policy with_reserved_health(const ir::Policy& policy) {
  ir::Policy result = policy;
  ir::WhoItem item;
  item.addresses = result.sets.addresses.intern(AddressSet::of(parse_address(kReservedHealthSource).range));
  const ir::WhoId reserved = result.whos.intern({{item}, {}, item.addresses, true});

  for (ir::Point& point : result.points) {
    std::vector<ir::Rule> rules;
    for (const ir::Rule& rule : point.inbound.rules) {
      rules.push_back(rule);
      if (!is_health_rule(policy, rule)) continue;
      rules.push_back(rule);
      rules.back().source = reserved;
    }
    point.inbound.rules = std::move(rules);
  }
  return result;
}

}  // namespace sgc::targets::tencent
