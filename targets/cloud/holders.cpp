#include "targets/cloud/holders.h"

#include <algorithm>

#include "targets/cloud/sides.h"

namespace sgc::targets::cloud {
namespace {

bool holds(const ir::Point& instance, ir::PointId group) {
  const std::vector<ir::PointId>& groups = instance.instance()->groups;
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

// Most instances agree, and are passed over before any set is made.
bool may_disagree(const AddressSet& members, const AddressSet& addresses, bool held) {
  return held ? !members.contains(addresses) : members.overlaps(addresses);
}

}  // namespace

AddressSet known_to_references(const ir::Policy& policy, const ir::Point& point) {
  if (point.load_balancer() != nullptr) return AddressSet::any();
  AddressSet known = unite(private_v4(), AddressSet::any(Family::V6));
  if (point.network.known()) known = unite(known, policy.addresses(policy.networks[point.network.index].cidr));
  return known;
}

std::optional<Misfit> misfit_of(const ir::Policy& policy, ir::PointId point) {
  const AddressSet& members = policy.addresses(policy.point(point).addresses);
  if (members.empty()) return std::nullopt;
  for (const ir::Point& instance : policy.points) {
    if (instance.instance() == nullptr) continue;
    const bool held = holds(instance, point);
    const AddressSet& addresses = policy.addresses(instance.addresses);
    if (!may_disagree(members, addresses, held)) continue;

    const AddressSet odd = held ? subtract(addresses, members) : intersect(addresses, members);
    const AddressSet known = intersect(odd, known_to_references(policy, policy.point(point)));
    if (!known.empty()) return Misfit{&instance, held, known};
  }
  return std::nullopt;
}

AddressSet matched_by_reference(const ir::Policy& policy, ir::PointId point) {
  const AddressSet& members = policy.addresses(policy.point(point).addresses);
  AddressSet with;
  AddressSet without;
  for (const ir::Point& instance : policy.points) {
    if (instance.instance() == nullptr) continue;
    const bool held = holds(instance, point);
    const AddressSet& addresses = policy.addresses(instance.addresses);
    if (!may_disagree(members, addresses, held)) continue;
    AddressSet& side = held ? with : without;
    side = unite(side, addresses);
  }
  return intersect(unite(subtract(members, without), with), known_to_references(policy, policy.point(point)));
}

}  // namespace sgc::targets::cloud
