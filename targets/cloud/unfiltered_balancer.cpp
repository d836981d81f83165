#include "targets/cloud/unfiltered_balancer.h"

#include "targets/cloud/agreement.h"

namespace sgc::targets::cloud {
namespace {

std::uint8_t number_of(ir::WireProtocol wire) { return wire == ir::WireProtocol::Tcp ? protocol::kTcp : protocol::kUdp; }

// What of a service concerns one port, said of another: the load balancer takes a packet on its own port and hands it
// to the backend's, with the client's source port.
ServiceSet moved(const ServiceSet& services, std::uint8_t protocol, std::uint16_t from, std::uint16_t to) {
  std::vector<ServiceBox> boxes;
  for (ServiceBox box : services.boxes()) {
    if (box.first_protocol != protocol || !box.b.contains(from)) continue;
    box.b = {to, to};
    boxes.push_back(box);
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

// One listener's question, in the backend's terms: the client is the far side, the member the near side, and only
// packets to the backend's port count.
class Passage {
 public:
  Passage(const ir::Policy& policy, const ir::Point& balancer, const ir::Listener& listener)
      : policy_(policy), balancer_(balancer), listener_(listener), wire_(number_of(listener.wire)) {}

  // The load balancer's two lists as the client's packet to the backend meets them.
  LineList at_the_door() const {
    LineList list = beginning();
    const AddressSet& vips = policy_.addresses(balancer_.load_balancer()->vips);
    for (const ir::Rule& rule : balancer_.inbound.rules) {
      const AddressSet& to = policy_.addresses(rule.destination);
      const bool allow = rule.verdict == ir::Verdict::Allow;  // for some of the VIPs only: as if for none
      if (allow ? !to.contains(vips) : !to.overlaps(vips)) continue;
      add(list, nullptr, &policy_.addresses(rule.source),
          moved(policy_.service_set(rule.service), wire_, listener_.port, listener_.backend_port), rule.verdict);
    }
    list.otherwise(balancer_.inbound.otherwise.verdict == ir::Verdict::Allow);
    return list;
  }

  LineList at_the_back() const {
    LineList list = beginning();
    for (const ir::Rule& rule : balancer_.outbound.rules) {
      add(list, &policy_.addresses(rule.destination), &policy_.addresses(rule.source),
          moved(policy_.service_set(rule.service), wire_, listener_.backend_port, listener_.backend_port), rule.verdict);
    }
    list.otherwise(balancer_.outbound.otherwise.verdict == ir::Verdict::Allow);
    return list;
  }

  LineList backend(const ir::Point& point) const {
    LineList list = beginning();
    for (const ir::Rule& rule : point.inbound.rules) {
      add(list, &policy_.addresses(rule.destination), &policy_.addresses(rule.source),
          moved(policy_.service_set(rule.service), wire_, listener_.backend_port, listener_.backend_port), rule.verdict);
    }
    list.otherwise(point.inbound.otherwise.verdict == ir::Verdict::Allow);
    return list;
  }

  // Whoever comes: what reaches a backend that sees the load balancer alone.
  LineList everybody() const {
    LineList list = beginning();
    list.otherwise(true);
    return list;
  }

 private:
  // A list that says nothing of other packets.
  LineList beginning() const {
    LineList list;
    const NumberRange port{listener_.backend_port, listener_.backend_port};
    const ServiceSet here = ServiceSet::ports(wire_, kAllPorts, port);
    list.add({nullptr, nullptr, list.keep(subtract(ServiceSet::all(), here)), false});
    return list;
  }

  static void add(LineList& list, const AddressSet* near, const AddressSet* far, ServiceSet services,
                  ir::Verdict verdict) {
    list.add({near, far, list.keep(std::move(services)), verdict == ir::Verdict::Allow});
  }

  const ir::Policy& policy_;
  const ir::Point& balancer_;
  const ir::Listener& listener_;
  std::uint8_t wire_;
};

// The lists that stand before the backend's machines: of each instance that is in the group, else the group's own.
std::vector<const ir::Point*> backend_points(const ir::Policy& policy, const ir::Listener& listener) {
  const ir::Point& group = policy.point(listener.backend);
  std::vector<const ir::Point*> points;
  for (const ir::PointId id : group.security_group()->instances) points.push_back(&policy.point(id));
  if (points.empty()) points.push_back(&group);
  return points;
}

}  // namespace

std::optional<ir::Packet> packet_past(const ir::Policy& policy, const ir::Point& balancer, const ir::Listener& listener) {
  const Passage passage(policy, balancer, listener);
  const bool snat = balancer.load_balancer()->snat;
  const LineList door = passage.at_the_door();
  const LineList back = passage.at_the_back();
  const AddressSet& itself = policy.addresses(balancer.addresses);  // it is no client: these are its health checks
  for (const ir::Point* point : backend_points(policy, listener)) {
    const LineList reached = snat || point->external() ? passage.everybody() : passage.backend(*point);
    const AddressSet& members = policy.addresses(point->addresses);
    for (const LineList* list : {&door, &back}) {
      if (snat && list == &back) continue;
      const auto found = disagreement(reached, *list, Demand::NoWider, ir::Direction::Inbound, members, itself);
      if (found) return found->packet;
    }
  }
  return std::nullopt;
}

}  // namespace sgc::targets::cloud
