#include "compiler/checks/ways/router.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/ir/address_classes.h"

namespace sgc::checks {
namespace {

Gate at(ir::PointId point, ir::Direction direction) { return {point, direction, false, false}; }

void append(std::vector<Gate>& gates, const std::vector<Gate>& more, bool before = false) {
  for (Gate gate : more) {
    gate.before = before;
    gates.push_back(gate);
  }
}

ServiceSet service_of(const ir::Listener& listener, NumberRange ports = kAllPorts) {
  return ServiceSet::ports(wire_number(listener.wire), ports, {listener.port, listener.port});
}

// What a translating load balancer sends on: the clients' source ports, in either family.
ServiceSet translated(const space::Region& before, const ir::Listener& listener) {
  std::vector<ServiceBox> boxes;
  for (const ServiceBox& box : before.services.boxes()) {
    if (before.sources.empty(box.family) || before.destinations.empty(box.family)) continue;
    for (const Family family : kFamilies) {
      boxes.push_back({family, box.first_protocol, box.last_protocol, box.a,
                       {listener.backend_port, listener.backend_port}});
    }
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

}  // namespace

// Packets that one listener takes.
struct Router::Hop {
  const Terminal& from;
  const Terminal& to;
  const ir::LoadBalancerPart& balancer;
  const ir::Listener& listener;
  ServiceSet services;  // on the listener's protocol and port
  std::span<const Terminal> backends;

  Route route() const {
    Route route;
    route.from = from.named;
    route.to = to.named;
    route.balancer = &balancer;
    route.listener = &listener;
    return route;
  }
};

Router::Router(const ir::Policy& policy) : policy_(policy), terminals_(policy) {
  for (std::uint32_t i = 0; i < policy.points.size(); ++i) {
    if (policy.points[i].acl() != nullptr) acls_.push_back(ir::PointId{i});
  }
}

void Router::add_routes(const Terminal& from, const Terminal& to, const ServiceSet& services,
                        std::vector<Route>& out) const {
  const auto* balancer = to.speaker.known() ? policy_.point(to.speaker).load_balancer() : nullptr;
  if (balancer == nullptr) return add_direct(from, to, services, out);

  ServiceSet unheard = services;
  for (const ir::Listener& listener : balancer->listeners) {
    const ServiceSet heard = intersect(services, service_of(listener));
    if (!heard.empty()) add_listened({from, to, *balancer, listener, heard, backends(listener)}, out);
    unheard = subtract(unheard, service_of(listener));
  }
  if (!unheard.empty()) add_unheard(from, to, unheard, out);
}

void Router::add_routes(const AddressSet& clients, NumberRange ports, ir::PointId balancer,
                        const ir::Listener& listener, std::span<const Terminal> backends,
                        std::vector<Route>& out) const {
  const ir::LoadBalancerPart& part = *policy_.point(balancer).load_balancer();
  const Terminal from{{}, {}, clients};
  const Terminal to{balancer, balancer, policy_.addresses(part.vips)};
  add_listened({from, to, part, listener, service_of(listener, ports), backends}, out);
}

void Router::add_direct(const Terminal& from, const Terminal& to, const ServiceSet& services,
                        std::vector<Route>& out) const {
  for (const Crossing& crossing : crossings(from.addresses, to.addresses)) {
    Route route;
    route.from = from.named;
    route.to = to.named;
    Stretch stretch{{crossing.sources, crossing.destinations, services}, {}};
    if (!has_packets(stretch.packets)) continue;
    if (from.speaker.known()) stretch.gates.push_back(at(from.speaker, ir::Direction::Outbound));
    append(stretch.gates, crossing.going);
    if (to.speaker.known()) stretch.gates.push_back(at(to.speaker, ir::Direction::Inbound));
    append(stretch.gates, crossing.replies);
    route.stretches.push_back(std::move(stretch));
    out.push_back(std::move(route));
  }
}

// Packets that come to a load balancer and that no listener takes.
void Router::add_unheard(const Terminal& from, const Terminal& to, const ServiceSet& services,
                         std::vector<Route>& out) const {
  std::vector<Route> direct;
  add_direct(from, to, services, direct);
  for (Route& route : direct) {
    route.balancer = policy_.point(to.speaker).load_balancer();
    out.push_back(std::move(route));
  }
}

void Router::add_listened(const Hop& hop, std::vector<Route>& out) const {
  if (hop.balancer.snat) return add_translated(hop, out);
  for (const Family family : kFamilies) add_forwarded(hop, family, out);
}

void Router::add_forwarded(const Hop& hop, Family family, std::vector<Route>& out) const {
  const AddressSet clients = hop.from.addresses.restricted_to(family);
  const AddressSet vips = hop.to.addresses.restricted_to(family);
  const ServiceSet services = hop.services.restricted_to(family);
  if (clients.empty() || vips.empty() || services.empty()) return;
  if (policy_.addresses(policy_.point(hop.listener.backend).addresses).empty(family)) return add_no_member(hop, family, out);

  const ir::PointId balancer = hop.to.speaker;
  for (const AddressSet& vip : vip_classes(vips, hop.from.speaker, balancer)) {
    for (const Crossing& front : crossings(clients, vip)) {
      for (const Terminal& backend : hop.backends) {
        for (const Crossing& back : crossings(front.sources, backend.addresses.restricted_to(family))) {
          Stretch stretch{{back.sources, back.destinations, with_port(services, hop.listener.backend_port)}, {}};
          if (!has_packets(stretch.packets)) continue;
          std::vector<Gate>& gates = stretch.gates;
          if (hop.from.speaker.known()) append(gates, {at(hop.from.speaker, ir::Direction::Outbound)}, true);
          append(gates, front.going, true);
          append(gates, {at(balancer, ir::Direction::Inbound)}, true);
          append(gates, {at(balancer, ir::Direction::Outbound)});
          append(gates, back.going);
          if (backend.speaker.known()) append(gates, {at(backend.speaker, ir::Direction::Inbound)});
          append(gates, back.replies);
          append(gates, front.replies, true);

          Route route = hop.route();
          route.vips = vip;
          route.stretches.push_back(std::move(stretch));
          out.push_back(std::move(route));
        }
      }
    }
  }
}

void Router::add_translated(const Hop& hop, std::vector<Route>& out) const {
  const AddressSet& members = policy_.addresses(policy_.point(hop.listener.backend).addresses);
  const AddressSet& seen = policy_.addresses(hop.balancer.seen_by_backends);
  const bool reaches = has_packets({seen, members, ServiceSet::all()});
  if (!reaches) {
    for (const Family family : kFamilies) add_no_member(hop, family, out);
    return;
  }

  const ir::PointId balancer = hop.to.speaker;
  for (const Crossing& front : crossings(hop.from.addresses, hop.to.addresses)) {
    Stretch before{{front.sources, front.destinations, hop.services}, {}};
    if (!has_packets(before.packets)) continue;
    if (hop.from.speaker.known()) before.gates.push_back(at(hop.from.speaker, ir::Direction::Outbound));
    append(before.gates, front.going);
    before.gates.push_back(at(balancer, ir::Direction::Inbound));
    append(before.gates, front.replies);

    for (const Terminal& backend : hop.backends) {
      for (const Crossing& back : crossings(seen, backend.addresses)) {
        Stretch behind{{back.sources, back.destinations, translated(before.packets, hop.listener)}, {}};
        if (!has_packets(behind.packets)) continue;
        behind.gates.push_back(at(balancer, ir::Direction::Outbound));
        append(behind.gates, back.going);
        if (backend.speaker.known()) behind.gates.push_back(at(backend.speaker, ir::Direction::Inbound));
        append(behind.gates, back.replies);

        Route route = hop.route();
        route.vips = front.destinations;
        route.stretches = {before, std::move(behind)};
        out.push_back(std::move(route));
      }
    }
  }
}

void Router::add_no_member(const Hop& hop, Family family, std::vector<Route>& out) const {
  std::vector<Route> direct;
  Terminal from = hop.from;
  Terminal to = hop.to;
  from.addresses = from.addresses.restricted_to(family);
  to.addresses = to.addresses.restricted_to(family);
  add_direct(from, to, hop.services.restricted_to(family), direct);
  for (Route& route : direct) {
    route.balancer = &hop.balancer;
    route.listener = &hop.listener;
    route.no_member = true;
    out.push_back(std::move(route));
  }
}

// Where the group is somebody else's, no list is asked.
std::vector<Terminal> Router::backends(const ir::Listener& listener) const {
  const AddressSet& members = policy_.addresses(policy_.point(listener.backend).addresses);
  return terminals_.ends_at(listener.backend, members, ir::Direction::Inbound);
}

std::vector<Router::Crossing> Router::crossings(const AddressSet& sources, const AddressSet& destinations) const {
  std::vector<Crossing> all;
  for (const AddressSet& from : sides_of_borders(sources)) {
    for (const AddressSet& to : sides_of_borders(destinations)) {
      Crossing crossing{from, to, gates_between(from, to), gates_between(to, from)};
      for (Gate& gate : crossing.replies) gate.reply = true;
      all.push_back(std::move(crossing));
    }
  }
  return all;
}

// The addresses, by which acls' subnets they lie in.
std::vector<AddressSet> Router::sides_of_borders(const AddressSet& addresses) const {
  std::vector<const AddressSet*> borders;
  for (const ir::PointId acl : acls_) {
    const AddressSet& subnets = policy_.addresses(policy_.point(acl).acl()->subnets);
    if (subnets.overlaps(addresses)) borders.push_back(&subnets);
  }
  if (borders.empty()) return {addresses};

  std::map<std::vector<bool>, AddressSet> sides;  // both families of one side together
  for (const AddressSet& one : ir::address_classes(addresses, borders)) {
    std::vector<bool> inside;
    for (const AddressSet* border : borders) inside.push_back(border->contains(*one.front()));
    AddressSet& side = sides[inside];
    side = unite(side, one);
  }
  std::vector<AddressSet> result;
  for (auto& [inside, side] : sides) result.push_back(std::move(side));
  return result;
}

// The lists of acls that packets from one side to another meet: out of a subnet first, then into one.
std::vector<Gate> Router::gates_between(const AddressSet& sources, const AddressSet& destinations) const {
  std::vector<Gate> gates;
  if (acls_.empty() || sources.empty() || destinations.empty()) return gates;
  for (const ir::Direction direction : {ir::Direction::Outbound, ir::Direction::Inbound}) {
    for (const ir::PointId acl : acls_) {
      const AddressSet& subnets = policy_.addresses(policy_.point(acl).acl()->subnets);
      const bool from_inside = subnets.contains(*sources.front());
      const bool to_inside = subnets.contains(*destinations.front());
      if (from_inside != to_inside && from_inside == (direction == ir::Direction::Outbound)) {
        gates.push_back(at(acl, direction));
      }
    }
  }
  return gates;
}

// VIPs that no list before the load balancer tells apart. Mostly there is only one.
std::vector<AddressSet> Router::vip_classes(const AddressSet& vips, ir::PointId sender, ir::PointId balancer) const {
  const bool single = vips.count_v4() + (vips.v6().empty() ? 0 : 2) <= 1 ||
                      (vips.v4().empty() && vips.v6().size() == 1 && vips.v6()[0].first == vips.v6()[0].last);
  if (single) return {vips};

  std::set<ir::AddressSetId> ids;
  const auto use = [&](const ir::RuleList& list) {
    for (const ir::Rule& rule : list.rules) {
      ids.insert(policy_.whos[rule.source].addresses);  // of replies
      ids.insert(policy_.whos[rule.destination].addresses);
    }
  };
  if (sender.known()) use(policy_.point(sender).outbound);
  use(policy_.point(balancer).inbound);
  for (const ir::PointId acl : acls_) {
    ids.insert(policy_.point(acl).acl()->subnets);
    for (const ir::Direction direction : ir::kDirections) use(policy_.point(acl).list(direction));
  }
  std::vector<const AddressSet*> cutters;
  for (const ir::AddressSetId id : ids) cutters.push_back(&policy_.addresses(id));
  return ir::address_classes(vips, cutters);
}

}  // namespace sgc::checks
