// SGC3022: on a classic network the intranet's addresses are shared with other customers and change hands. Whoever is
// let in by an address of it may be somebody else; a group's name is not. These intranets are of IPv4 alone.
#include <algorithm>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/exposure/public_addresses.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

// Addresses of the intranet that the rule names by number, not by a point.
AddressSet intranet_by_number(const ir::Policy& policy, const ir::Rule& rule) {
  const ir::Who& who = policy.whos[rule.source];
  AddressSet named;
  for (const ir::WhoItem& item : who.items) {
    if (item.kind != ir::WhoItem::Kind::Point) named = unite(named, policy.addresses(item.addresses));
  }
  const AddressSet intranet = private_addresses().restricted_to(Family::V4);
  return intersect(intersect(named, policy.addresses(rule.source)), intranet);
}

bool is_classic(const ir::Policy& policy, const ir::Point& point) {
  return point.network.known() && policy.networks[point.network.index].classic;
}

// Whether the list stands on a classic network: of a group that names no network, where machines that bind it do.
bool stands_on_classic(const ir::Policy& policy, const ir::Point& point) {
  const ir::SecurityGroupPart* group = point.security_group();
  if (point.network.known() || group == nullptr) return is_classic(policy, point);
  return std::any_of(group->instances.begin(), group->instances.end(),
                     [&](ir::PointId instance) { return is_classic(policy, policy.point(instance)); });
}

}  // namespace

void check_classic_intranet(const ListSubject& subject, Sink& sink) {
  constexpr std::size_t kMostShown = 2;
  const ir::Policy& policy = subject.policy();
  const bool classic = stands_on_classic(policy, subject.point());
  const bool inbound = subject.facts.direction() == ir::Direction::Inbound;
  if (!classic || !inbound || !sink.wants(kind::ClassicIntranetCidr)) return;

  for (const ir::Rule& rule : subject.list().rules) {
    if (!is_written(rule) || rule.verdict != ir::Verdict::Allow) continue;
    const AddressSet intranet = intranet_by_number(policy, rule);
    if (intranet.empty() || !subject.once.first(kind::ClassicIntranetCidr.code, rule.span)) continue;
    sink.report(at_list(diagnose(kind::ClassicIntranetCidr, rule.span,
                                 fmt::format("this allow lets in {} by number", to_string(intranet, kMostShown))),
                        subject)
                    .with_help("name a security group; for clients of the Internet, name theirs: `any except rfc1918`"));
  }
}

}  // namespace sgc::checks
