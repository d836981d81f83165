#include "compiler/ir/trace.h"

#include <algorithm>
#include <set>

#include "compiler/ir/address_classes.h"

namespace sgc::ir {
namespace {

PointId id_of(std::size_t index) {
  return PointId{static_cast<std::uint32_t>(index)};
}

template <class Matches>
std::vector<PointId> points_where(const Policy& policy, Matches matches) {
  std::vector<PointId> found;
  for (std::size_t i = 0; i < policy.points.size(); ++i) {
    if (matches(policy.points[i])) found.push_back(id_of(i));
  }
  return found;
}

// A stop that lies ahead on one way: a step without its decision.
using Plan = std::vector<Step>;

Step at_list(PointId point, Direction direction, const Packet& packet) {
  return {Step::Kind::List, point, direction, false, packet, {}};
}

Step ends_at(Step::Kind kind, PointId balancer, Direction direction, const Packet& packet) {
  return {kind, balancer, direction, false, packet, {Verdict::Deny, std::nullopt}};
}

Plan joined(Plan first, const Plan& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// Everything by which these points can tell two addresses apart: the sides of their rules, subnets, and what is their own.
std::vector<const AddressSet*> sets_used_by(const Policy& policy, const std::set<PointId>& points) {
  std::set<AddressSetId> ids;
  for (const PointId id : points) {
    const Point& point = policy.point(id);
    for (const Direction direction : kDirections) {
      for (const Rule& rule : point.list(direction).rules) {
        ids.insert(policy.whos[rule.source].addresses);
        ids.insert(policy.whos[rule.destination].addresses);
      }
    }
    if (const AclPart* acl = point.acl()) ids.insert(acl->subnets);
    if (point.instance() != nullptr) ids.insert(point.addresses);
  }

  std::vector<const AddressSet*> sets;
  for (const AddressSetId id : ids) sets.push_back(&policy.addresses(id));
  return sets;
}

class Tracer {
 public:
  Tracer(const Policy& policy, const Journey& journey) : policy_(policy), journey_(journey) {}

  std::vector<Way> run() {
    const Address source = journey_.packet.source_address();
    const Address destination = journey_.packet.destination_address();
    for (const PointId sender : ends(journey_.from, {}, source)) {
      for (const PointId receiver : ends(journey_.to, owners_of(policy_, destination), destination)) {
        plan(sender, receiver);
      }
    }
    return std::move(ways_);
  }

 private:
  // The points that speak for one end of the journey, or one unknown point where nobody does.
  std::vector<PointId> ends(PointId named, std::vector<PointId> owners, Address address) const {
    const bool is_end = named.known() && policy_.point(named).acl() == nullptr;
    if (is_end) owners = {named};

    std::set<PointId> result;  // two groups may share an instance
    for (const PointId owner : owners) {
      const auto speakers = speakers_at(policy_, owner, address);
      result.insert(speakers.begin(), speakers.end());
    }
    if (result.empty()) result.insert(PointId{});
    return {result.begin(), result.end()};
  }

  void plan(PointId sender, PointId receiver) {
    const Packet& packet = journey_.packet;
    Plan going;
    if (sender.known()) going.push_back(at_list(sender, Direction::Outbound, packet));
    going = joined(std::move(going), crossing(packet));

    if (!receiver.known()) return walk(joined(std::move(going), crossing_back(packet)));

    going.push_back(at_list(receiver, Direction::Inbound, packet));
    const LoadBalancerPart* balancer = policy_.point(receiver).load_balancer();
    if (balancer == nullptr) return walk(joined(std::move(going), crossing_back(packet)));

    plan_through(receiver, *balancer, going);
  }

  // From the load balancer on, once for each member that the packet may be sent to.
  void plan_through(PointId balancer_id, const LoadBalancerPart& balancer, const Plan& going) {
    const Packet& packet = journey_.packet;
    const Listener* listener = listener_for(policy_, balancer, packet);
    if (listener == nullptr) {
      return walk(joined(going, {ends_at(Step::Kind::NoListener, balancer_id, Direction::Inbound, packet)}));
    }

    const auto forwarded = forwarded_packets(balancer_id, balancer, *listener);
    if (forwarded.empty()) {
      return walk(joined(going, {ends_at(Step::Kind::NoMember, balancer_id, Direction::Outbound, packet)}));
    }

    for (const Packet& onward : forwarded) {
      for (const PointId backend : ends(listener->backend, {}, onward.destination_address())) {
        Plan whole = going;
        whole.push_back(at_list(balancer_id, Direction::Outbound, onward));
        whole = joined(std::move(whole), crossing(onward));
        if (backend.known()) whole.push_back(at_list(backend, Direction::Inbound, onward));
        whole = joined(joined(std::move(whole), crossing_back(onward)), crossing_back(packet));
        walk(whole);
      }
    }
  }

  // What the packet becomes, one for each class of member and of source.
  std::vector<Packet> forwarded_packets(PointId balancer_id, const LoadBalancerPart& balancer,
                                        const Listener& listener) const {
    const auto cutters = sets_used_by(policy_, lists_behind(balancer_id, listener));
    const auto members =
        address_classes(policy_.addresses(policy_.point(listener.backend).addresses), cutters);
    const AddressSet client = AddressSet::of(journey_.packet.source_address());
    const auto sources =
        address_classes(balancer.snat ? policy_.addresses(balancer.seen_by_backends) : client, cutters);

    std::vector<Packet> packets;
    for (const AddressSet& member : members) {
      for (const AddressSet& source : sources) {
        if (source.front()->family != member.front()->family) continue;
        Packet packet = journey_.packet;
        packet.family = member.front()->family;
        packet.source = source.front()->value;
        packet.destination = member.front()->value;
        packet.b = listener.backend_port;
        packets.push_back(packet);
      }
    }
    return packets;
  }

  // The points that a forwarded packet may meet.
  std::set<PointId> lists_behind(PointId balancer, const Listener& listener) const {
    const auto acls = points_where(policy_, [](const Point& point) { return point.acl() != nullptr; });
    const auto backends = speakers_for(policy_, listener.backend);
    std::set<PointId> points(acls.begin(), acls.end());
    points.insert(backends.begin(), backends.end());
    points.insert(balancer);
    return points;
  }

  // The acls whose border the packet crosses, in the order that it meets them: out of one, into another.
  Plan crossing(const Packet& packet) const {
    Plan steps;
    for (const Direction direction : {Direction::Outbound, Direction::Inbound}) {
      for (const PointId acl : crossed(packet, direction)) steps.push_back(at_list(acl, direction, packet));
    }
    return steps;
  }

  // The same borders on the reply's way home.
  Plan crossing_back(const Packet& packet) const {
    Plan steps = crossing(reply_to(packet));
    for (Step& step : steps) step.reply = true;
    return steps;
  }

  // The acls that the packet leaves (outbound) or enters (inbound).
  std::vector<PointId> crossed(const Packet& packet, Direction direction) const {
    return points_where(policy_, [&](const Point& point) {
      const AclPart* acl = point.acl();
      if (acl == nullptr) return false;
      const bool from_inside = policy_.addresses(acl->subnets).contains(packet.source_address());
      const bool to_inside = policy_.addresses(acl->subnets).contains(packet.destination_address());
      return from_inside != to_inside && from_inside == (direction == Direction::Outbound);
    });
  }

  // Asks list after list until one does not allow.
  void walk(const Plan& plan) {
    Way way;
    for (Step step : plan) {
      if (step.kind == Step::Kind::List) {
        step.decision = evaluate(policy_, policy_.point(step.point).list(step.direction), step.packet);
      }
      way.verdict = step.decision.verdict;
      way.steps.push_back(std::move(step));
      if (!way.let_through()) break;
    }
    if (!way.steps.empty()) ways_.push_back(std::move(way));
  }

  const Policy& policy_;
  const Journey& journey_;
  std::vector<Way> ways_;
};

}  // namespace

std::vector<Way> trace(const Policy& policy, const Journey& journey) {
  return Tracer(policy, journey).run();
}

std::vector<PointId> speakers_for(const Policy& policy, PointId id) {
  const Point& point = policy.point(id);
  if (point.acl() != nullptr || point.external()) return {};
  const SecurityGroupPart* group = point.security_group();
  if (group != nullptr && !group->instances.empty()) return group->instances;
  return {id};
}

std::vector<PointId> speakers_at(const Policy& policy, PointId id, Address address) {
  const std::vector<PointId> all = speakers_for(policy, id);
  std::vector<PointId> owners;
  for (const PointId speaker : all) {
    const Point& point = policy.point(speaker);
    if (point.instance() != nullptr && policy.addresses(point.addresses).contains(address)) owners.push_back(speaker);
  }
  return owners.empty() ? all : owners;
}

std::vector<PointId> owners_of(const Policy& policy, Address address) {
  const auto holds = [&](AddressSetId set) { return policy.addresses(set).contains(address); };

  auto owners = points_where(
      policy, [&](const Point& point) { return point.instance() != nullptr && holds(point.addresses); });
  if (!owners.empty()) return owners;

  owners = points_where(policy, [&](const Point& point) {
    return point.security_group() != nullptr && holds(point.addresses);
  });
  if (!owners.empty()) return owners;

  return points_where(policy, [&](const Point& point) {
    return point.load_balancer() != nullptr && holds(point.load_balancer()->vips);
  });
}

const Listener* listener_for(const Policy& policy, const LoadBalancerPart& balancer, const Packet& packet) {
  if (!policy.addresses(balancer.vips).contains(packet.destination_address())) return nullptr;

  const auto& all = balancer.listeners;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Listener& listener) {
    const std::uint8_t number = listener.wire == WireProtocol::Tcp ? protocol::kTcp : protocol::kUdp;
    return packet.protocol == number && packet.b == listener.port;
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace sgc::ir
