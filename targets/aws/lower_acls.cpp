// Network ACLs: numbered rules, read in order, that test the far side alone. Replies are rules like others: the policy
// has them, written or derived. What no rule takes is denied by a rule that is always there.
#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/aws/facts.h"
#include "targets/aws/lower.h"
#include "targets/cloud/rulings.h"
#include "targets/cloud/shared_subnet.h"

namespace sgc::targets::aws {
namespace {

using cloud::Families;
using cloud::Traffic;

class AclLowering {
 public:
  AclLowering(const Workshop& shop, ir::PointId id) : shop_(shop), point_(shop.policy.point(id)), id_(id) {}

  Acl lower() const {
    Acl acl;
    acl.point = id_;
    acl.id = shop_.options.bindings.id(point_.name);
    acl.created = shop_.options.bindings.find(point_.name) == nullptr;
    for (const ir::Direction direction : ir::kDirections) write(acl.list(direction), direction);
    return acl;
  }

 private:
  void write(AclList& out, ir::Direction direction) const {
    const ir::RuleList& list = point_.list(direction);
    const std::uint64_t most = shop_.options.quotas.limit(quota::kAclRules);
    for (const ir::Rule& rule : list.rules) {
      const Families families = cloud::families_of_rule(shop_.policy, point_, rule, direction);
      const AddressSet& far = shop_.policy.addresses(cloud::far_side(rule, direction));
      const bool allow = rule.verdict == ir::Verdict::Allow;
      std::uint64_t used = 0;
      for (const Traffic& traffic : cloud::traffic_of(shop_.policy.service_set(rule.service), families)) {
        used = std::max(used, add(out, traffic, far, allow, rule.span, most));
      }
      if (used > 1) out.takers.push_back({rule.span, "this rule", used});
    }
    close(list, out, most);
    for (std::uint64_t& needed : out.needed) needed += 1;  // the fixed deny
    number(list, out);
  }

  void number(const ir::RuleList& list, AclList& out) const {
    const std::size_t count = out.entries.size();
    const bool gaps = count * kRuleNumberGap + kFirstRuleNumber <= kMostRuleNumber;
    std::uint32_t next = gaps ? kFirstRuleNumber : 1;
    for (AclEntry& entry : out.entries) {
      entry.number = next;
      next += gaps ? kRuleNumberGap : 1;
    }
    if (count <= kMostRuleNumber) return;
    shop_.sink.report(diagnose(kind::OverQuota, list.span, point_.name, count, std::string("numbers of a network ACL's rules"),
                               std::string(kCloud), std::uint64_t{kMostRuleNumber}));
  }

  // Returns the rules of the family that needs more.
  static std::uint64_t add(AclList& out, const Traffic& traffic, const AddressSet& far, bool allow, Span where,
                           std::uint64_t most) {
    std::uint64_t used = 0;
    for (const Family family : kFamilies) {
      if (!traffic.families.has(family)) continue;
      const std::uint64_t count = count_services(traffic) * cloud::count_cidrs(far, family);
      std::uint64_t& needed = out.needed[index_of(family)];
      needed += count;
      used = std::max(used, count);
      if (needed > most) continue;
      for (const Service& service : services_of(traffic)) {
        for (const cloud::Cidr& block : cloud::cidrs_of(far, family)) {
          out.entries.push_back({0, service, block, allow, where});
        }
      }
    }
    return used;
  }

  void close(const ir::RuleList& list, AclList& out, std::uint64_t most) const {
    if (list.otherwise.verdict != ir::Verdict::Allow) return;
    const Traffic all{cloud::kBothFamilies, true, 0, 0, {}, {}};
    add(out, all, AddressSet::any(), true, list.otherwise.span, most);
  }

  const Workshop& shop_;
  const ir::Point& point_;
  ir::PointId id_;
};

}  // namespace

void lower_acls(Workshop& shop) {
  cloud::report_shared_subnets(shop.policy, shop.points, kCloud, shop.sink);
  for (const ir::PointId id : shop.points) {
    if (shop.policy.point(id).acl() != nullptr) shop.model.acls.push_back(AclLowering(shop, id).lower());
  }
}

}  // namespace sgc::targets::aws
