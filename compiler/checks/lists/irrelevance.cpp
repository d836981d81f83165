// SGC3007: a rule that no packet at its point can match: its near side, as written, has none of the addresses that packets
// have there, or there are none of the rule's family.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/machines.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

// The addresses that the near side of its rules may have. A load balancer that does not translate sends its clients' packets
// on as theirs.
AddressSet near_addresses(const ir::Policy& policy, const ir::Point& point, ir::Direction direction) {
  AddressSet near = addresses_of_machines(policy, point);
  const ir::LoadBalancerPart* balancer = point.load_balancer();
  if (balancer == nullptr || balancer->snat || direction == ir::Direction::Inbound) return near;
  for (const ir::Listener& listener : balancer->listeners) {
    const AddressSet& clients = policy.addresses(listener.from);
    if (!near.contains(clients)) near = unite(near, clients);
  }
  return near;
}

bool has_packets(const ir::Policy& policy, const ir::Rule& rule, Family family) {
  return !policy.addresses(rule.source).empty(family) && !policy.addresses(rule.destination).empty(family) &&
         !policy.service_set(rule.service).empty(family);
}

// Why no packet of the rule comes to the point; empty where some may.
std::string why_irrelevant(const ListSubject& subject, const ir::Rule& rule, const AddressSet& near) {
  const ir::Policy& policy = subject.policy();
  const bool inbound = subject.facts.direction() == ir::Direction::Inbound;
  const ir::WhoId near_side = inbound ? rule.destination : rule.source;
  const std::string& name = subject.point().name;

  bool beside = false;  // packets of a family that the point has, to or from addresses that it has not
  const char* lacking = "";
  for (const Family family : kFamilies) {
    if (!has_packets(policy, rule, family)) continue;
    if (near.empty(family)) {
      lacking = family == Family::V4 ? "IPv4" : "IPv6";
      continue;
    }
    if (policy.addresses(near_side).restricted_to(family).overlaps(near)) return {};
    beside = true;
  }
  if (beside) {
    const bool forwards = !inbound && subject.point().load_balancer() != nullptr && !subject.point().load_balancer()->snat;
    return fmt::format("its {} has none of the addresses of '{}'{}", inbound ? "destination" : "source", name,
                       forwards ? " and of its listeners' clients" : "");
  }
  return fmt::format("'{}' has no {} address", name, lacking);
}

}  // namespace

void check_irrelevance(const ListSubject& subject, Sink& sink) {
  if (!sink.wants(kind::Irrelevance) || subject.composed) return;
  const AddressSet own = addresses_of_machines(subject.policy(), subject.point());
  if (own.empty()) return;  // nobody said who is inside
  const AddressSet near = near_addresses(subject.policy(), subject.point(), subject.facts.direction());

  for (const ir::Rule& rule : subject.list().rules) {
    if (!is_written(rule)) continue;
    const std::string why = why_irrelevant(subject, rule, near);
    if (why.empty()) continue;
    sink.report(at_list(diagnose(kind::Irrelevance, rule.span, to_string(rule.verdict), subject.point().name, why), subject)
                    .with_note(subject.point().span, fmt::format("'{}' is {}", subject.point().name, to_string(own, 4)))
                    .with_help("remove it, or put it where its packets come by"));
  }
}

}  // namespace sgc::checks
