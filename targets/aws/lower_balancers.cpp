// Load balancers: which groups filter them, and where the policy contradicts what AWS's do. Classic and application load
// balancers always translate. In EC2-Classic no group can be put on one: whatever comes to a listener is handed on.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/aws/facts.h"
#include "targets/aws/lower.h"
#include "targets/cloud/placeholder.h"

namespace sgc::targets::aws {
namespace {

using Kind = ir::LoadBalancerPart::Kind;

std::string_view word(Kind kind) { return kind == Kind::Application ? "an application" : "a classic"; }

void check_translation(Workshop& shop, const ir::Point& point) {
  const ir::LoadBalancerPart& part = *point.load_balancer();
  const bool translates =
      part.kind == Kind::Classic || part.kind == Kind::Application || is_classic(shop.policy, point);
  if (!translates || part.snat) return;
  shop.sink.report(diagnose(kind::AwsTranslates, part.snat_span, point.name, std::string(word(part.kind)))
                       .with_help("write «snat on», and «addresses» with the load balancer's subnets; or use a network "
                                  "load balancer"));
}

ServiceSet port(ir::WireProtocol wire, std::uint16_t number) {
  const std::uint8_t protocol = wire == ir::WireProtocol::Tcp ? protocol::kTcp : protocol::kUdp;
  return ServiceSet::ports(protocol, kAllPorts, {number, number}).restricted_to(Family::V4);
}

// Without a group everybody reaches its listeners, and all of that goes on: the lists must say the same.
void check_without_group(Workshop& shop, const ir::Point& point) {
  for (const ir::Listener& listener : point.load_balancer()->listeners) {
    const AddressSet in = allowed_at(shop.policy, point, ir::Direction::Inbound, port(listener.wire, listener.port));
    const AddressSet out =
        allowed_at(shop.policy, point, ir::Direction::Outbound, port(listener.wire, listener.backend_port));
    const AddressSet backends = shop.policy.addresses(shop.policy.point(listener.backend).addresses).restricted_to(Family::V4);
    if (in.is_any(Family::V4) && out.contains(backends)) continue;
    shop.sink.report(diagnose(kind::AwsClassicBalancer, listener.span, point.name, listener.name)
                         .with_help("write «from any4», or put the load balancer into a network of kind vpc")
                         .at_point(point.name, "inbound"));
  }
}

void lower_balancer(Workshop& shop, ir::PointId id) {
  const ir::Point& point = shop.policy.point(id);
  const ir::LoadBalancerPart& part = *point.load_balancer();
  check_translation(shop, point);
  if (is_classic(shop.policy, point)) return check_without_group(shop, point);

  Balancer balancer;
  balancer.point = id;
  balancer.v2 = part.kind != Kind::Classic;
  const bool group_is_bound = shop.options.bindings.starts(point.name, kGroupIdStart);
  balancer.id = group_is_bound ? cloud::placeholder(point.name, "lb") : shop.options.bindings.id(point.name);
  for (std::uint32_t i = 0; i < shop.model.groups.size(); ++i) {
    if (shop.model.groups[i].point == id) balancer.groups.push_back(i);
  }
  balancer.attach = !group_is_bound || balancer.groups.size() > 1;
  const bool keeps_clients = part.kind == Kind::Unspecified && !part.snat;
  if (part.kind == Kind::Network || keeps_clients) {
    shop.sink.report(diagnose(kind::AwsNetworkBalancer, point.span, point.name)
                         .with_help("one that was made without any can never get one: make it anew"));
  }
  shop.model.balancers.push_back(std::move(balancer));
}

}  // namespace

void lower_balancers(Workshop& shop) {
  for (const ir::PointId id : shop.points) {
    if (shop.policy.point(id).load_balancer() != nullptr) lower_balancer(shop, id);
  }
}

}  // namespace sgc::targets::aws
