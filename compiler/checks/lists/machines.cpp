#include "compiler/checks/lists/machines.h"

namespace sgc::checks {

AddressSet addresses_of_machines(const ir::Policy& policy, const ir::Point& point) {
  const auto* group = point.security_group();
  if (group == nullptr || group->instances.empty()) return policy.addresses(point.addresses);

  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;
  const auto add = [&](const ir::Point& owner) {
    const AddressSet& addresses = policy.addresses(owner.addresses);
    v4.insert(v4.end(), addresses.v4().begin(), addresses.v4().end());
    v6.insert(v6.end(), addresses.v6().begin(), addresses.v6().end());
  };
  add(point);
  for (const ir::PointId instance : group->instances) add(policy.point(instance));
  return AddressSet::from_ranges(std::move(v4), std::move(v6));
}

}  // namespace sgc::checks
