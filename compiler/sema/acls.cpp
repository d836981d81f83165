#include "compiler/sema/acls.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "compiler/net/ephemeral_ports.h"
#include "compiler/sema/statements.h"

namespace sgc::sema {
namespace {

constexpr NumberRange kEchoReplyV4{0, 0};
constexpr NumberRange kEchoRequestV4{8, 8};
constexpr NumberRange kEchoRequestV6{128, 128};
constexpr NumberRange kEchoReplyV6{129, 129};
constexpr NumberRange kUnreachableV4{3, 3};
constexpr NumberRange kFragmentationNeeded{4, 4};
constexpr NumberRange kPacketTooBig{2, 2};

ir::Direction opposite(ir::Direction direction) {
  return direction == ir::Direction::Inbound ? ir::Direction::Outbound : ir::Direction::Inbound;
}

// What answers the packets of a service, as a stateless filter must let it pass: TCP and UDP from any port to the
// ephemeral ones, an echo reply for an echo request.
ServiceSet replies_to(const ServiceSet& service) {
  ServiceSet replies;
  for (const Family family : kFamilies) {
    const bool v4 = family == Family::V4;
    for (const std::uint8_t number : {protocol::kTcp, protocol::kUdp}) {
      const ServiceSet all = ServiceSet::ports(number, kAllPorts, kAllPorts).restricted_to(family);
      if (!service.overlaps(all)) continue;
      replies = unite(replies, ServiceSet::ports(number, kAllPorts, kEphemeralPorts).restricted_to(family));
    }
    if (service.overlaps(ServiceSet::icmp(family, v4 ? kEchoRequestV4 : kEchoRequestV6, kAllIcmp))) {
      replies = unite(replies, ServiceSet::icmp(family, v4 ? kEchoReplyV4 : kEchoReplyV6, kAllIcmp));
    }
  }
  return replies;
}

// The errors that tell a sender to use smaller packets: a connection stalls without them (RFC 1191, RFC 8201).
ServiceSet path_mtu_errors() {
  return unite(ServiceSet::icmp(Family::V4, kUnreachableV4, kFragmentationNeeded),
               ServiceSet::icmp(Family::V6, kPacketTooBig, kAllIcmp));
}

class AclDerivation {
 public:
  AclDerivation(ir::PointId acl, Whos& whos, Context& context)
      : acl_(acl), whos_(whos), context_(context), subnets_(point().acl()->subnets), where_(derive_span()) {}

  void run() {
    for (const ir::Point& inside : context_.policy.points) {
      if (inside.acl() != nullptr || inside.external()) continue;
      const AddressSet here =
          intersect(context_.policy.addresses(inside.addresses), context_.policy.addresses(subnets_));
      if (here.empty()) continue;
      for (const ir::Direction direction : ir::kDirections) derive_from(inside, direction, here);
    }
    add_path_mtu_errors();
    for (const ir::Direction direction : ir::kDirections) {
      auto& rules = context_.policy.points[acl_.index].list(direction).rules;
      auto& derived = derived_[static_cast<std::size_t>(direction)];
      rules.insert(rules.end(), derived.begin(), derived.end());
    }
  }

 private:
  const ir::Point& point() const { return context_.policy.point(acl_); }
  Span derive_span() const { return point().acl()->derive_span; }

  void derive_from(const ir::Point& inside, ir::Direction direction, const AddressSet& here) {
    const ir::RuleList& list = inside.list(direction);
    for (const ir::Rule& rule : list.rules) {
      if (rule.verdict == ir::Verdict::Allow) derive_from(rule, direction, here);
    }
    if (list.otherwise.verdict == ir::Verdict::Allow) {
      context_.sink.report(diagnose(kind::DefaultNotDerived, where_, inside.name, to_string(direction))
                               .with_note(list.otherwise.span, "its default is here")
                               .with_help("write the acl's own rules for what that default is meant to let through"));
    }
  }

  // Traffic as the rule allows it, narrowed to the addresses inside; and what answers it, the other way.
  void derive_from(const ir::Rule& rule, ir::Direction direction, const AddressSet& here) {
    const bool inbound = direction == ir::Direction::Inbound;
    const ir::WhoId far = inbound ? rule.source : rule.destination;
    const AddressSet near_set = intersect(context_.policy.addresses(inbound ? rule.destination : rule.source), here);
    if (near_set.empty()) return;
    const ir::WhoId near = whos_.of_addresses(context_.intern(near_set));

    add(direction, inbound ? far : near, inbound ? near : far, rule.service, rule);
    const ServiceSet replies = replies_to(context_.policy.service_set(rule.service));
    if (!replies.empty()) {
      add(opposite(direction), inbound ? near : far, inbound ? far : near, context_.intern(replies), rule);
    }
    covered_ = unite(covered_, near_set);
  }

  void add_path_mtu_errors() {
    if (covered_.empty()) return;
    const ir::WhoId near = whos_.of_addresses(context_.intern(covered_));
    const ir::ServiceSetId errors = context_.intern(path_mtu_errors());
    add(ir::Direction::Inbound, whos_.unwritten(), near, errors, {});
    add(ir::Direction::Outbound, near, whos_.unwritten(), errors, {});
  }

  // Once each: several points, and an instance beside its groups, ask for the same.
  void add(ir::Direction direction, ir::WhoId source, ir::WhoId destination, ir::ServiceSetId service,
           const ir::Rule& cause) {
    if (!has_packets(source, destination, service)) return;
    const auto key = std::tuple(context_.policy.whos[source].addresses, context_.policy.whos[destination].addresses, service);
    if (!known_[static_cast<std::size_t>(direction)].insert(key).second) return;

    ir::Rule rule;
    rule.source = source;
    rule.destination = destination;
    rule.service = service;
    rule.verdict = ir::Verdict::Allow;
    rule.origin = ir::Origin::Derive;
    rule.declared_in = acl_;
    rule.span = where_;
    rule.cause = cause.span;
    derived_[static_cast<std::size_t>(direction)].push_back(rule);
  }

  bool has_packets(ir::WhoId source, ir::WhoId destination, ir::ServiceSetId service) const {
    return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
      return !context_.policy.addresses(source).empty(family) && !context_.policy.addresses(destination).empty(family) &&
             !context_.policy.service_set(service).empty(family);
    });
  }

  using Key = std::tuple<ir::AddressSetId, ir::AddressSetId, ir::ServiceSetId>;

  ir::PointId acl_;
  Whos& whos_;
  Context& context_;
  ir::AddressSetId subnets_;
  Span where_;
  AddressSet covered_;
  std::vector<ir::Rule> derived_[2];
  std::set<Key> known_[2];
};

}  // namespace

void derive_acl_rules(Whos& whos, Context& context) {
  for (std::uint32_t index = 0; index < context.policy.points.size(); ++index) {
    const auto* acl = context.policy.points[index].acl();
    if (acl != nullptr && acl->derive) AclDerivation(ir::PointId{index}, whos, context).run();
  }
}

}  // namespace sgc::sema
