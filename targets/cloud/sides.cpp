#include "targets/cloud/sides.h"

#include "targets/cloud/holders.h"

namespace sgc::targets::cloud {
namespace {

RangeV4 block(unsigned a, unsigned b, unsigned length) {
  const std::uint32_t first = a << 24U | b << 16U;
  return {first, first | ((1U << (32U - length)) - 1U)};
}

}  // namespace

const AddressSet& private_v4() {
  static const AddressSet set =
      AddressSet::from_ranges({block(10, 0, 8), block(172, 16, 12), block(192, 168, 16), block(100, 64, 10)}, {});
  return set;
}

ir::WhoId near_side(const ir::Rule& rule, ir::Direction direction) {
  return direction == ir::Direction::Inbound ? rule.destination : rule.source;
}

ir::WhoId far_side(const ir::Rule& rule, ir::Direction direction) {
  return direction == ir::Direction::Inbound ? rule.source : rule.destination;
}

const AddressSet& near_addresses(const ir::Policy& policy, const ir::Point& point, ir::Direction direction) {
  const ir::LoadBalancerPart* const balancer = point.load_balancer();
  if (balancer != nullptr && direction == ir::Direction::Inbound) return policy.addresses(balancer->vips);
  return policy.addresses(point.addresses);
}

Near near_of(const AddressSet& side, const AddressSet& own, Family family) {
  if (side.is_any(family)) return Near::Everything;
  if (own.empty()) return Near::Part;
  const AddressSet here = own.restricted_to(family);
  if (here.empty()) return Near::Nothing;
  if (side.contains(here)) return Near::Everything;
  return side.overlaps(here) ? Near::Part : Near::Nothing;
}

AddressSet public_members(const ir::Policy& policy, const ir::Point& point) {
  return subtract(policy.addresses(point.addresses), known_to_references(policy, point));
}

Families families_of(const AddressSet& set) { return {!set.empty(Family::V4), !set.empty(Family::V6)}; }

FarSide split_far_side(const ir::Policy& policy, const ir::Who& who,
                       bool (*refers)(const ir::Policy&, const ir::WhoItem&)) {
  FarSide side;
  side.families = families_of(policy.addresses(who.addresses));
  if (!who.except.empty()) {
    side.addresses = policy.addresses(who.addresses);
    return side;
  }
  for (const ir::WhoItem& item : who.items) {
    const bool misfit = item.point.known() && misfit_of(policy, item.point);
    if (misfit || !refers(policy, item)) {
      side.addresses = unite(side.addresses, policy.addresses(item.addresses));
      continue;
    }
    side.references.push_back(item);
    if (item.point.known()) side.addresses = unite(side.addresses, public_members(policy, policy.point(item.point)));
  }
  return side;
}

}  // namespace sgc::targets::cloud
