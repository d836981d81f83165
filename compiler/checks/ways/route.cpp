#include "compiler/checks/ways/route.h"

#include <algorithm>

#include "compiler/support/assert.h"

namespace sgc::checks {
namespace {

struct EchoTypes {
  std::uint16_t request;
  std::uint16_t reply;
};
constexpr EchoTypes kEchoV4{8, 0};
constexpr EchoTypes kEchoV6{128, 129};

constexpr EchoTypes echo_types(Family family) { return family == Family::V4 ? kEchoV4 : kEchoV6; }

NumberRange only(std::uint16_t number) { return {number, number}; }

ServiceSet exchange_ports(const ServiceSet& services) {
  std::vector<ServiceBox> boxes(services.boxes().begin(), services.boxes().end());
  for (ServiceBox& box : boxes) {
    if (detail_of(box.family, box.first_protocol) == Detail::Ports) std::swap(box.a, box.b);
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

// The codes that some type has in the set.
std::vector<NumberRange> codes_of(const ServiceSet& services, Family family, std::uint16_t type) {
  std::vector<NumberRange> codes;
  for (const ServiceBox& box : services.boxes()) {
    const bool icmp = box.family == family && detail_of(family, box.first_protocol) == Detail::Icmp;
    if (icmp && box.a.contains(type)) codes.push_back(box.b);
  }
  return codes;
}

// The set with the codes of type `from` given to type `to`, and type `from` without any.
ServiceSet rename_type(const ServiceSet& services, const ServiceSet& codes_in, Family family, std::uint16_t from,
                       std::uint16_t to) {
  ServiceSet changed = subtract(services, ServiceSet::icmp(family, only(from), kAllIcmp));
  for (const NumberRange& codes : codes_of(codes_in, family, from)) {
    changed = unite(changed, ServiceSet::icmp(family, only(to), codes));
  }
  return changed;
}

bool has_icmp(const ServiceSet& services) {
  return std::any_of(services.boxes().begin(), services.boxes().end(), [](const ServiceBox& box) {
    return detail_of(box.family, box.first_protocol) == Detail::Icmp;
  });
}

u128 front_of(const AddressSet& set, Family family) {
  const auto front = set.front(family);
  SGC_ASSERT(front.has_value(), "a route has addresses of the family of its packets");
  return front->value;
}

// The packet as the stretch before a translating load balancer has it, for the source port of one behind it.
ir::Packet packet_before(const Route& route, std::uint16_t source_port) {
  const space::Region& packets = route.stretches.front().packets;
  for (const Family family : kFamilies) {
    if (packets.sources.empty(family) || packets.destinations.empty(family)) continue;
    const ServicePoint service{family, wire_number(route.listener->wire), source_port, route.listener->port};
    if (!packets.services.contains(service)) continue;
    return {family, service.protocol, front_of(packets.sources, family), front_of(packets.destinations, family),
            source_port, service.b};
  }
  SGC_ASSERT(false, "a packet behind a load balancer has one before it");
  return {};
}

}  // namespace

std::uint8_t wire_number(ir::WireProtocol wire) {
  return wire == ir::WireProtocol::Tcp ? protocol::kTcp : protocol::kUdp;
}

std::vector<GatePlace> gates_in_order(const Route& route) {
  std::vector<GatePlace> places;
  std::vector<GatePlace> last;
  for (std::size_t stretch = 0; stretch < route.stretches.size(); ++stretch) {
    const std::vector<Gate>& gates = route.stretches[stretch].gates;
    for (std::size_t gate = 0; gate < gates.size(); ++gate) {
      const bool waits = route.translates() && stretch == 0 && gates[gate].reply;
      (waits ? last : places).push_back({stretch, gate});
    }
  }
  places.insert(places.end(), last.begin(), last.end());
  return places;
}

Route with_source_ports(Route route, NumberRange ports) {
  const ServiceSet services = ServiceSet::ports(wire_number(route.listener->wire), ports, kAllPorts);
  for (Stretch& stretch : route.stretches) stretch.packets.services = intersect(stretch.packets.services, services);
  return route;
}

bool has_packets(const space::Region& region) {
  return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
    return !region.sources.empty(family) && !region.destinations.empty(family) && !region.services.empty(family);
  });
}

ServiceSet reply_services(const ServiceSet& services) {
  ServiceSet replies = exchange_ports(services);
  if (!has_icmp(services)) return replies;
  for (const Family family : kFamilies) {
    const EchoTypes echo = echo_types(family);
    replies = rename_type(replies, services, family, echo.request, echo.reply);
  }
  return replies;
}

ServiceSet replied_by(const ServiceSet& services) {
  ServiceSet asked = exchange_ports(services);
  if (!has_icmp(services)) return asked;
  for (const Family family : kFamilies) {
    const EchoTypes echo = echo_types(family);
    asked = subtract(asked, ServiceSet::icmp(family, only(echo.request), kAllIcmp));
    for (const NumberRange& codes : codes_of(services, family, echo.reply)) {
      asked = unite(asked, ServiceSet::icmp(family, only(echo.request), codes));
    }
  }
  return asked;
}

ServiceSet with_port(const ServiceSet& services, std::uint16_t port) {
  std::vector<ServiceBox> boxes(services.boxes().begin(), services.boxes().end());
  for (ServiceBox& box : boxes) box.b = only(port);
  return ServiceSet::from_boxes(std::move(boxes));
}

space::Region seen_by(const Gate& gate, const space::Region& packets, const Route& route) {
  space::Region seen = packets;
  if (gate.before) {
    seen.destinations = route.vips;
    seen.services = with_port(packets.services, route.listener->port);
  }
  if (gate.reply) {
    std::swap(seen.sources, seen.destinations);
    seen.services = reply_services(seen.services);
  }
  return seen;
}

ir::Packet packet_at(const Gate& gate, const ir::Packet& packet, const Route& route) {
  ir::Packet seen = packet;
  if (gate.before) {
    seen.destination = front_of(route.vips, packet.family);
    seen.b = route.listener->port;
  }
  return gate.reply ? reply_to(seen) : seen;
}

ir::Packet sent_packet(const Route& route, std::size_t stretch, const ir::Packet& packet) {
  if (route.listener == nullptr || route.no_member) return packet;
  if (route.translates()) return stretch == 0 ? packet : packet_before(route, packet.a);
  ir::Packet sent = packet;
  sent.destination = front_of(route.vips, packet.family);
  sent.b = route.listener->port;
  return sent;
}

}  // namespace sgc::checks
