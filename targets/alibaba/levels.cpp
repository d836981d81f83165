#include "targets/alibaba/levels.h"

#include <algorithm>

#include "targets/cloud/sides.h"

namespace sgc::targets::alibaba {
namespace {

constexpr std::uint32_t kNoCause = UINT32_MAX;

// A packet that both rules take, of one of the owner's machines where it says which those are.
std::optional<ir::Packet> common_packet(const ir::Policy& policy, const ir::Rule& a, const ir::Rule& b,
                                        ir::Direction direction, ir::PointId owner) {
  AddressSet source = intersect(policy.addresses(a.source), policy.addresses(b.source));
  AddressSet destination = intersect(policy.addresses(a.destination), policy.addresses(b.destination));
  AddressSet& near = direction == ir::Direction::Inbound ? destination : source;
  const AddressSet own = intersect(near, policy.addresses(policy.point(owner).addresses));
  if (!own.empty()) near = own;
  const ServiceSet services = intersect(policy.service_set(a.service), policy.service_set(b.service));
  for (const Family family : kFamilies) {
    const ServiceSet here = services.restricted_to(family);
    if (source.empty(family) || destination.empty(family) || here.empty()) continue;
    const ServiceBox& box = here.boxes().front();
    return ir::Packet{family,      box.first_protocol, source.front(family)->value, destination.front(family)->value,
                      box.a.first, box.b.first};
  }
  return std::nullopt;
}

bool names_a_group(const ir::Policy& policy, const ir::Who& who) {
  return who.except.empty() && std::any_of(who.items.begin(), who.items.end(), [&](const ir::WhoItem& item) {
           return item.kind == ir::WhoItem::Kind::Point && policy.point(item.point).security_group() != nullptr;
         });
}

}  // namespace

std::uint32_t Levels::add_list(std::span<const ir::Rule> rules) {
  first_.push_back(static_cast<std::uint32_t>(rules_.size()));
  for (const ir::Rule& rule : rules) rules_.push_back(&rule);
  return static_cast<std::uint32_t>(first_.size() - 1);
}

void Levels::add_order(const std::vector<std::uint32_t>& lists, ir::PointId owner) {
  if (!known_orders_.insert(lists).second) return;
  Order order{{}, owner};
  for (const bool blacklists : {true, false}) {
    for (const std::uint32_t list : lists) {
      const std::size_t end = list + 1 < first_.size() ? first_[list + 1] : rules_.size();
      for (std::uint32_t node = first_[list]; node < end; ++node) {
        if ((rules_[node]->origin == ir::Origin::Blacklist) == blacklists) order.nodes.push_back(node);
      }
    }
  }
  orders_.push_back(std::move(order));
}

const AddressSet& Levels::area(ir::WhoId who) {
  const AddressSet& addresses = policy_.addresses(who);
  if (references_ == References::MeetTheirMembers || !names_a_group(policy_, policy_.whos[who])) return addresses;
  const auto known = areas_.find(who.index);
  if (known != areas_.end()) return known->second;
  return areas_.emplace(who.index, unite(addresses, cloud::private_v4())).first->second;
}

bool Levels::meet_far(ir::WhoId a, ir::WhoId b) {
  const std::uint64_t key = std::uint64_t{std::min(a.index, b.index)} << 32U | std::max(a.index, b.index);
  const auto known = met_.find(key);
  if (known != met_.end()) return known->second;
  const bool result = area(a).overlaps(area(b));
  met_.emplace(key, result);
  return result;
}

bool Levels::meet(const ir::Rule& a, const ir::Rule& b) {
  if (!policy_.service_set(a.service).overlaps(policy_.service_set(b.service))) return false;
  const AddressSet& near_a = policy_.addresses(cloud::near_side(a, direction_));
  const AddressSet& near_b = policy_.addresses(cloud::near_side(b, direction_));
  return meet_far(cloud::far_side(a, direction_), cloud::far_side(b, direction_)) && near_a.overlaps(near_b);
}

void Levels::relate(const Order& order, std::uint32_t number) {
  for (std::size_t j = 0; j < order.nodes.size(); ++j) {
    const std::uint32_t after = order.nodes[j];
    for (std::size_t i = 0; i < j; ++i) {
      const std::uint32_t before = order.nodes[i];
      if (allows(before) != allows(after) && meet(*rules_[before], *rules_[after])) {
        edges_.push_back({before, after, number});
      }
    }
  }
}

// Raises levels until no edge asks for more. A node for which there is no level left ends it.
std::optional<std::uint32_t> Levels::raise() {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::uint32_t i = 0; i < edges_.size(); ++i) {
      const Edge& edge = edges_[i];
      const std::uint32_t least = levels_[edge.before] + (allows(edge.before) ? 1 : 0);
      if (levels_[edge.after] >= least) continue;
      levels_[edge.after] = least;
      causes_[edge.after] = i;
      changed = true;
      if (least > kLastLevel) return edge.after;
    }
  }
  return std::nullopt;
}

// What raised a node: an accept before a drop; and, where the chain of causes comes back to itself, an order that says
// the opposite.
Levels::Failure Levels::explain(std::uint32_t node) const {
  std::vector<std::uint32_t> chain;  // edges, backwards
  std::vector<bool> seen(rules_.size(), false);
  while (causes_[node] != kNoCause && !seen[node]) {
    seen[node] = true;
    chain.push_back(causes_[node]);
    node = edges_[causes_[node]].before;
  }
  const bool circle = causes_[node] != kNoCause;
  if (circle) {
    const auto begin = std::find_if(chain.begin(), chain.end(), [&](std::uint32_t i) { return edges_[i].after == node; });
    chain.erase(chain.begin(), begin);
  }
  const auto raising =
      std::find_if(chain.begin(), chain.end(), [&](std::uint32_t i) { return allows(edges_[i].before); });
  const Edge& edge = edges_[*raising];
  Failure failure{orders_[edge.order].owner, {}, rules_[edge.before], rules_[edge.after], {}};
  failure.packet = common_packet(policy_, *failure.before, *failure.after, direction_, failure.owner);
  for (const std::uint32_t i : chain) {
    if (circle && edges_[i].order != edge.order) failure.other = orders_[edges_[i].order].owner;
  }
  return failure;
}

std::optional<Levels::Failure> Levels::solve(References references) {
  references_ = references;
  edges_.clear();
  met_.clear();
  levels_.assign(rules_.size(), kFirstLevel);
  causes_.assign(rules_.size(), kNoCause);
  for (std::uint32_t i = 0; i < orders_.size(); ++i) relate(orders_[i], i);
  const auto stuck = raise();
  return stuck ? std::optional(explain(*stuck)) : std::nullopt;
}

std::optional<Levels::Failure> Levels::solve() {
  if (!solve(References::MeetAllPrivate)) return std::nullopt;
  return solve(References::MeetTheirMembers);
}

}  // namespace sgc::targets::alibaba
