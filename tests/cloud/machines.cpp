#include "tests/cloud/machines.h"

#include <algorithm>

namespace sgc::cloud_test {

AddressSet machines_of(const ir::Policy& policy, const ir::Point& group) {
  AddressSet machines = policy.addresses(group.addresses);
  for (const ir::Point& instance : policy.points) {
    if (instance.instance() != nullptr) machines = subtract(machines, policy.addresses(instance.addresses));
  }
  for (const ir::Point& instance : policy.points) {
    if (instance.instance() == nullptr) continue;
    const auto& groups = instance.instance()->groups;
    const bool holds = std::any_of(groups.begin(), groups.end(),
                                   [&](ir::PointId id) { return policy.point(id).name == group.name; });
    if (holds) machines = unite(machines, policy.addresses(instance.addresses));
  }
  return machines;
}

}  // namespace sgc::cloud_test
