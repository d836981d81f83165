// Load balancers: which group filters them, and what the documents know that the policy contradicts.
#include <fmt/format.h>

#include "compiler/diag/catalog.h"
#include "targets/cloud/placeholder.h"
#include "targets/cloud/unfiltered_balancer.h"
#include "targets/tencent/balancers.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/lower.h"

namespace sgc::targets::tencent {
namespace {

void report_translation(const Workshop& shop, const ir::Point& point) {
  const ir::LoadBalancerPart& part = *point.load_balancer();
  const BalancerFacts facts = facts_of(shop.policy, point);
  if (facts.seen == SeenByBackends::Balancer && !part.snat) {
    shop.sink.report(diagnose(kind::TencentTranslates, part.snat_span, point.name)
                         .with_help("write «snat on»; the plan checks what the load balancer says of itself"));
  }
  if (facts.health == HealthChecks::LetInAnyway && !part.listeners.empty()) {
    shop.sink.report(diagnose(kind::TencentHealthLetIn, point.span, point.name)
                         .with_help("for Tencent Cloud nothing is to be done: rules for its VIP that stand in the plan do no harm"));
  }
}

// A private load balancer takes no security group.
void prove_without_group(const Workshop& shop, const ir::Point& balancer) {
  for (const ir::Listener& listener : balancer.load_balancer()->listeners) {
    const auto packet = cloud::packet_past(shop.policy, balancer, listener);
    if (!packet) continue;
    shop.sink.report(diagnose(kind::TencentPrivateBalancer, listener.span, balancer.name, listener.name)
                         .with_packet(fmt::format("{} gets through", ir::to_string(*packet)))
                         .with_help("deny the same in the backend's group, or let the listener be for everybody"));
  }
}

std::uint32_t group_of(const Model& model, ir::PointId id) {
  for (std::uint32_t i = 0; i < model.groups.size(); ++i) {
    if (model.groups[i].of_balancer && model.groups[i].point == id) return i;
  }
  return Balancer::kNoGroup;
}

void lower_balancer(Workshop& shop, ir::PointId id) {
  const ir::Point& point = shop.policy.point(id);
  report_translation(shop, point);
  if (!takes_group(shop.policy, point)) prove_without_group(shop, point);

  Balancer balancer;
  balancer.point = id;
  balancer.group = group_of(shop.model, id);
  const bool group_is_bound = shop.options.bindings.starts(point.name, kGroupIdStart);
  balancer.id = group_is_bound ? cloud::placeholder(point.name, "lb") : shop.options.bindings.id(point.name);
  balancer.attach = balancer.group != Balancer::kNoGroup && !group_is_bound;
  shop.model.balancers.push_back(std::move(balancer));
}

}  // namespace

void lower_balancers(Workshop& shop) {
  for (const ir::PointId id : shop.points) {
    if (shop.policy.point(id).load_balancer() != nullptr) lower_balancer(shop, id);
  }
}

}  // namespace sgc::targets::tencent
