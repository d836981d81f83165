#include "targets/aws/lower.h"

namespace sgc::targets::aws {

bool is_classic(const ir::Policy& policy, const ir::Point& point) {
  return point.network.known() && policy.networks[point.network.index].classic;
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
