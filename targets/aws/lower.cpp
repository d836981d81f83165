#include "targets/aws/lower.h"

#include <algorithm>

namespace sgc::targets::aws {

bool is_classic(const ir::Policy& policy, const ir::Point& point) {
  if (point.network.known()) return policy.networks[point.network.index].classic;
  const ir::InstancePart* const instance = point.instance();
  return instance != nullptr && std::any_of(instance->groups.begin(), instance->groups.end(), [&](ir::PointId group) {
           return is_classic(policy, policy.point(group));
         });
}

cloud::Families extent_of(const ir::Policy& policy, const ir::Point& point) {
  return {true, !is_classic(policy, point)};
}

Model lower(const ir::Policy& policy, const SourceMap& sources, std::span<const ir::PointId> points,
            const Options& options, Sink& sink) {
  Workshop shop{policy, sources, points, options, sink, {}};
  lower_groups(shop);
  lower_instances(shop);
  lower_balancers(shop);
  lower_acls(shop);
  return std::move(shop.model);
}

}  // namespace sgc::targets::aws
