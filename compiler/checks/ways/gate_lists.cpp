#include "compiler/checks/ways/gate_lists.h"

#include <set>

namespace sgc::checks {

GateLists::GateLists(const ir::Policy& policy, ListIndexes& indexes, const Route& route, std::size_t stretch,
                     NumberRange ports)
    : policy_(policy), indexes_(indexes), route_(route), packets_(route.stretches[stretch].packets) {
  if (ports == kAllPorts) return;
  const std::uint8_t number = wire_number(route.listener->wire);
  packets_.services = intersect(packets_.services, ServiceSet::ports(number, ports, kAllPorts));
}

void GateLists::add(const Gate& gate) {
  const View view{gate.reply, gate.before};
  const ir::RuleList& list = gate.list(policy_);
  ir::RuleList& cut = lists_.emplace_back();
  cut.otherwise.verdict = list.otherwise.verdict;
  for (const std::size_t place : indexes_.of(gate).rules_near(seen_by(gate, packets_, route_).services)) {
    const ir::Rule& rule = list.rules[place];
    ir::Rule seen;
    seen.service = services(rule.service, view);
    if (!seen.service.known()) continue;
    seen.source = side(view.reply ? rule.destination : rule.source, view, true);
    if (!seen.source.known()) continue;
    seen.destination = side(view.reply ? rule.source : rule.destination, view, false);
    if (!seen.destination.known()) continue;
    seen.verdict = rule.verdict;
    cut.rules.push_back(seen);
  }
}

std::vector<space::List> GateLists::lists() const {
  std::vector<space::List> lists;
  for (const ir::RuleList& list : lists_) lists.push_back({&cut_, &list});
  return lists;
}

std::vector<std::uint16_t> GateLists::source_port_borders() const {
  std::set<std::uint16_t> borders = {0};
  for (const auto& [key, id] : services_) {
    if (!id.known()) continue;
    for (const ServiceBox& box : cut_.service_set(id).boxes()) {
      borders.insert(box.a.first);
      if (box.a.last != kMaxPort) borders.insert(static_cast<std::uint16_t>(box.a.last + 1));
    }
  }
  return {borders.begin(), borders.end()};
}

ir::WhoId GateLists::side(ir::WhoId who, const View& view, bool source) {
  const ir::AddressSetId set = policy_.whos[who].addresses;
  const auto [known, fresh] = sides_.try_emplace(Key{set.index, view, source});
  if (!fresh) return known->second;

  const AddressSet& addresses = policy_.addresses(set);
  AddressSet seen = source ? sources_seen(addresses) : destinations_seen(addresses, view);
  if (seen.empty()) return {};
  ir::Who cut;
  cut.addresses = cut_.sets.addresses.intern(std::move(seen));
  known->second = cut_.whos.intern(std::move(cut));
  return known->second;
}

ir::ServiceSetId GateLists::services(ir::ServiceSetId set, const View& view) {
  const auto [known, fresh] = services_.try_emplace(Key{set.index, view, false});
  if (!fresh) return known->second;

  ServiceSet seen = services_seen(policy_.service_set(set), view);
  if (seen.empty()) return {};
  known->second = cut_.sets.services.intern(std::move(seen));
  return known->second;
}

AddressSet GateLists::sources_seen(const AddressSet& set) const {
  return set.overlaps(packets_.sources) ? intersect(set, packets_.sources) : AddressSet{};
}

// Before it is forwarded, a packet goes to a VIP, whatever member it will be sent to.
AddressSet GateLists::destinations_seen(const AddressSet& set, const View& view) const {
  if (view.before) return set.contains(*route_.vips.front()) ? packets_.destinations : AddressSet{};
  return set.overlaps(packets_.destinations) ? intersect(set, packets_.destinations) : AddressSet{};
}

ServiceSet GateLists::services_seen(const ServiceSet& set, const View& view) const {
  ServiceSet seen = view.reply ? replied_by(set) : set;
  if (view.before) {
    const std::uint16_t port = route_.listener->port;
    const ServiceSet front = ServiceSet::ports(wire_number(route_.listener->wire), kAllPorts, {port, port});
    seen = with_port(intersect(seen, front), route_.listener->backend_port);
  }
  return intersect(seen, packets_.services);
}

}  // namespace sgc::checks
