// The way of many packets at once: a route is a product of sources, destinations and services that meet the same lists in
// the same order, from one end to the other. What compiler/ir/trace.h says of one packet, routes say of all; the proofs
// of assertions and of listeners are questions about them.
//
// A load balancer that keeps its clients' addresses forwards a packet that differs only in its destination and port, so
// both are told by one packet, the forwarded one; which VIP it came to is settled by the route. One that translates
// sends packets of its own, of which only the source port is the client's: such a route has two stretches.
#pragma once

#include <vector>

#include "compiler/checks/ways/terminals.h"
#include "compiler/space/index.h"

namespace sgc::checks {

// A list that packets meet, and what of them it is shown.
struct Gate {
  ir::PointId point;
  ir::Direction direction = ir::Direction::Inbound;
  bool reply = false;   // the reply to the packet: at the border of an acl
  bool before = false;  // the packet as it was before it was forwarded

  const ir::RuleList& list(const ir::Policy& policy) const { return policy.point(point).list(direction); }
};

struct Stretch {
  space::Region packets;
  std::vector<Gate> gates;  // in the order that packets meet them
};

struct Route {
  ir::PointId from;  // the points by which the ends were said
  ir::PointId to;
  std::vector<Stretch> stretches;  // one; or before and behind a load balancer that translates

  // Where it goes through a load balancer.
  const ir::LoadBalancerPart* balancer = nullptr;
  const ir::Listener* listener = nullptr;  // that takes the packets; null with a balancer: none does, they end there
  bool no_member = false;                  // the backend has no member that they could be forwarded to
  AddressSet vips;                         // to which the packets come; its lists tell no two of them apart

  // Whether packets that pass all lists come through.
  bool leads_through() const { return balancer == nullptr || (listener != nullptr && !no_member); }
  bool translates() const { return stretches.size() > 1; }
};

// A gate of a route, by its place.
struct GatePlace {
  std::size_t stretch = 0;
  std::size_t gate = 0;

  const Gate& in(const Route& route) const { return route.stretches[stretch].gates[gate]; }
};

// All gates in the order that a packet and the reply to it meet them: where the load balancer translates, replies come to
// the stretch before it last.
std::vector<GatePlace> gates_in_order(const Route& route);

// A route through a listener, of packets from these ports alone.
Route with_source_ports(Route route, NumberRange ports);

bool has_packets(const space::Region& region);

// The number of the protocol that a listener, or a health check, speaks on the wire.
std::uint8_t wire_number(ir::WireProtocol wire);

// Packets as they come to a list, of packets that a stretch tells of.
space::Region seen_by(const Gate& gate, const space::Region& packets, const Route& route);

// What a gate is shown of a packet of its stretch.
ir::Packet packet_at(const Gate& gate, const ir::Packet& packet, const Route& route);

// A packet on the route as its sender made it, from one packet of each stretch that belong together. With packets of
// one stretch alone, `stretch` says which, and the rest is made up.
ir::Packet sent_packet(const Route& route, std::size_t stretch, const ir::Packet& packet);

// What answers packets of the services, as reply_to() says of one.
ServiceSet reply_services(const ServiceSet& services);
// The services whose replies are in the set.
ServiceSet replied_by(const ServiceSet& services);

// Of one protocol on one port: with `port` in the place of the destination port, whatever it was.
ServiceSet with_port(const ServiceSet& services, std::uint16_t port);

}  // namespace sgc::checks
