#include "targets/alibaba/members.h"

#include <algorithm>

#include "targets/cloud/sides.h"

namespace sgc::targets::alibaba {

AddressSet known_members(const ir::Policy& policy, const ir::Point& point) {
  return subtract(policy.addresses(point.addresses), other_members(policy, point));
}

AddressSet other_members(const ir::Policy& policy, const ir::Point& point) {
  return unite(cloud::public_members(policy, point), policy.addresses(point.addresses).restricted_to(Family::V6));
}

bool is_classic(const ir::Policy& policy, const ir::Point& point) {
  if (point.network.known()) return policy.networks[point.network.index].classic;
  if (point.instance() == nullptr) return false;
  const std::vector<ir::PointId>& groups = point.instance()->groups;
  return std::any_of(groups.begin(), groups.end(), [&](ir::PointId id) { return is_classic(policy, policy.point(id)); });
}

AddressSet intranet(const ir::Policy& policy, const ir::Point& point) {
  if (!point.network.known()) return cloud::private_v4();
  return unite(cloud::private_v4(), policy.addresses(policy.networks[point.network.index].cidr));
}

}  // namespace sgc::targets::alibaba
