#include "targets/tencent/lower.h"

#include "compiler/diag/catalog.h"

namespace sgc::targets::tencent {

Model lower(const ir::Policy& policy, const SourceMap& sources, std::span<const ir::PointId> points,
            const Options& options, Sink& sink) {
  Workshop shop{policy, sources, points, options, sink, {}};
  lower_groups(shop);
  lower_instances(shop);
  lower_balancers(shop);
  lower_acls(shop);

  if (const auto& rule = shop.rules.zero_address()) {
    sink.report(diagnose(kind::TencentZeroAddress, *rule)
                    .with_help("no packet on a network has that address; nothing is lost"));
  }
  return std::move(shop.model);
}

}  // namespace sgc::targets::tencent
