#include "compiler/sema/unused.h"

#include <algorithm>

namespace sgc::sema {
namespace {

void report(std::string_view what, std::string_view name, Span where, Context& context) {
  context.sink.report(diagnose(kind::Unused, where, what, name).with_help("use it, or take it away"));
}

// A group that stands alone is a host's list; in a policy that names its instances, one that none binds is a leftover.
bool is_leftover(const ir::Point& point, bool policy_has_instances) {
  const auto* group = point.security_group();
  if (group == nullptr || point.used) return false;
  return group->external || (policy_has_instances && group->instances.empty());
}

}  // namespace

void report_unused(Context& context) {
  const ir::Policy& policy = context.policy;
  for (const ir::Group& group : policy.groups) {
    if (!group.prelude && !group.used) report("group", group.name, group.span, context);
  }
  for (const ir::NamedService& service : policy.services) {
    if (!service.prelude && !service.used) report("service", service.name, service.span, context);
  }
  for (const ir::Network& network : policy.networks) {
    if (!network.predeclared && !network.used) report("network", network.name, network.span, context);
  }
  for (const ir::PrefixList& list : policy.prefix_lists) {
    if (!list.used) report("prefix list", list.name, list.span, context);
  }
  const bool has_instances = std::any_of(policy.points.begin(), policy.points.end(),
                                         [](const ir::Point& point) { return point.instance() != nullptr; });
  for (const ir::Point& point : policy.points) {
    if (is_leftover(point, has_instances)) report("security group", point.name, point.span, context);
  }
}

}  // namespace sgc::sema
