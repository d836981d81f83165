// Network ACLs. A triple tests the far side and the destination port, a quintuple both sides and both ports; the
// triple is taken where it says everything. Replies are rules like others: the policy has them, written or derived.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/cloud/rulings.h"
#include "targets/cloud/shared_subnet.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/lower.h"
#include "targets/tencent/matching.h"

namespace sgc::targets::tencent {
namespace {

using cloud::Cidr;
using cloud::Families;
using cloud::Traffic;

Protocol acl_protocol(const Traffic& traffic) {
  if (traffic.all) return Protocol::All;
  if (traffic.is(protocol::kTcp)) return Protocol::Tcp;
  return traffic.is(protocol::kUdp) ? Protocol::Udp : Protocol::Icmp;
}

AddressSet writable(const AddressSet& addresses) {
  if (addresses.is_any(Family::V4)) return addresses;
  return subtract(addresses, AddressSet::of(Address{Family::V4, 0}));
}

// One rule in one family: the blocks of both sides, and the traffic.
struct Pieces {
  std::vector<Cidr> near;
  std::vector<Cidr> far;
  std::vector<Traffic> traffic;
  bool zero_left_out = false;

  std::uint64_t entries() const { return std::uint64_t{near.size()} * far.size() * traffic.size(); }
};

class AclLowering {
 public:
  AclLowering(Workshop& shop, ir::PointId id) : shop_(shop), point_(shop.policy.point(id)), id_(id) {}

  Acl lower() {
    Acl acl;
    acl.point = id_;
    acl.id = shop_.options.bindings.id(point_.name);
    acl.created = shop_.options.bindings.find(point_.name) == nullptr;
    const std::string place = shop_.rules.place(point_.span);
    acl.description = cloud::fit_text(point_.description.empty() ? place : point_.description, kDescriptionRule);
    for (const ir::Direction direction : ir::kDirections) acl.quintuple = acl.quintuple || needs_quintuple(direction);
    for (const ir::Direction direction : ir::kDirections) write(acl, direction);
    return acl;
  }

 private:
  const AddressSet& own() const { return shop_.policy.addresses(point_.acl()->subnets); }

  bool needs_quintuple(ir::Direction direction) const {
    const auto& rules = point_.list(direction).rules;
    return std::any_of(rules.begin(), rules.end(), [&](const ir::Rule& rule) {
      const Families families = cloud::families_of_rule(shop_.policy, point_, rule, direction);
      const AddressSet& near = shop_.policy.addresses(cloud::near_side(rule, direction));
      const auto traffic = acl_pieces(shop_.policy.service_set(rule.service), families);
      const bool sport = std::any_of(traffic.begin(), traffic.end(),
                                     [](const Traffic& each) { return each.has_ports() && each.tests_a(); });
      return sport || std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
               return families.has(family) && cloud::near_of(near, own(), family) == cloud::Near::Part;
             });
    });
  }

  Pieces pieces(const ir::Rule& rule, ir::Direction direction, Family family) const {
    const Families families = cloud::families_of_rule(shop_.policy, point_, rule, direction) &
                              Families{family == Family::V4, family == Family::V6};
    if (families.none()) return {};
    const AddressSet& near = shop_.policy.addresses(cloud::near_side(rule, direction));
    const AddressSet& far = shop_.policy.addresses(cloud::far_side(rule, direction));
    const bool all_near = cloud::near_of(near, own(), family) == cloud::Near::Everything;
    const AddressSet near_written = all_near ? AddressSet::any(family) : writable(near);
    const AddressSet far_written = writable(far);
    const bool zero_left_out = family == Family::V4 && (far_written != far || (!all_near && near_written != near));
    return {cloud::cidrs_of(near_written, family), cloud::cidrs_of(far_written, family),
            acl_pieces(shop_.policy.service_set(rule.service), families), zero_left_out};
  }

  void write(Acl& acl, ir::Direction direction) {
    const ir::RuleList& list = point_.list(direction);
    const std::uint64_t most = shop_.options.quotas.limit(quota::kAclRules);
    AclList& out = acl.list(direction);
    for (const ir::Rule& rule : list.rules) {
      std::uint64_t entries = 0;
      for (const Family family : kFamilies) {
        const Pieces each = pieces(rule, direction, family);
        if (each.zero_left_out) shop_.rules.left_zero_out(rule.span);
        entries += each.entries();
        if (out.needed + entries <= most) write(each, rule, direction, out.entries);
      }
      out.needed += entries;
      if (entries > 1) out.takers.push_back({rule.span, "this rule", entries});
    }
    close(list, out);
  }

  void write(const Pieces& pieces, const ir::Rule& rule, ir::Direction direction, std::vector<AclEntry>& entries) const {
    for (const Traffic& traffic : pieces.traffic) {
      for (const Cidr& near : pieces.near) {
        for (const Cidr& far : pieces.far) {
          const bool inbound = direction == ir::Direction::Inbound;
          AclEntry entry;
          entry.protocol = acl_protocol(traffic);
          if (traffic.has_ports()) {
            entry.source_ports = traffic.a;
            entry.destination_ports = traffic.b;
          }
          entry.source = inbound ? far : near;
          entry.destination = inbound ? near : far;
          entry.accept = rule.verdict == ir::Verdict::Allow;
          entry.description = shop_.rules.description(rule);
          entry.where = rule.span;
          entries.push_back(entry);
        }
      }
    }
  }

  // The service denies what no rule takes; said only where the list would be empty, and so left as it was.
  void close(const ir::RuleList& list, AclList& out) const {
    const bool allow = list.otherwise.verdict == ir::Verdict::Allow;
    if (!allow && out.needed > 0) return;
    for (const Family family : kFamilies) {
      AclEntry entry;
      entry.source = entry.destination = Cidr{family, 0, 0};
      entry.accept = allow;
      entry.description = cloud::fit_text(shop_.rules.place(list.otherwise.span) + " default", kDescriptionRule);
      entry.where = list.otherwise.span;
      out.entries.push_back(entry);
      ++out.needed;
    }
  }

  Workshop& shop_;
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

}  // namespace sgc::targets::tencent
