#include "targets/aws/acl_denies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/diag/catalog.h"
#include "compiler/net/ephemeral_ports.h"
#include "targets/aws/cutting.h"
#include "targets/aws/lower.h"
#include "targets/cloud/agreement.h"

namespace sgc::targets::aws {
namespace {

using cloud::LineList;

constexpr std::uint16_t kEchoReplyV4 = 0;
constexpr std::uint16_t kEchoRequestV4 = 8;
constexpr std::uint16_t kEchoRequestV6 = 128;
constexpr std::uint16_t kEchoReplyV6 = 129;

// A deny on its way into a network ACL.
struct Moved {
  ir::PointId acl;
  ir::Direction direction;
  ir::Rule rule;
  ir::PointId from;  // the point whose list it cut
};

bool same_match(const ir::Rule& a, const ir::Rule& b) {
  return a.source == b.source && a.destination == b.destination && a.service == b.service;
}

ir::Direction opposite(ir::Direction direction) {
  return direction == ir::Direction::Inbound ? ir::Direction::Outbound : ir::Direction::Inbound;
}

NumberRange overlap(NumberRange a, NumberRange b) { return {std::max(a.first, b.first), std::min(a.last, b.last)}; }

// The packets whose replies this service takes: ports exchanged, where the reply goes to a port that clients use; echo
// requests for echo replies; of protocols without either, the same protocol.
ServiceSet answered_by(const ServiceSet& service) {
  std::vector<ServiceBox> boxes;
  for (const ServiceBox& box : service.boxes()) {
    switch (detail_of(box.family, box.first_protocol)) {
      case Detail::None: boxes.push_back(box); break;
      case Detail::Ports: {
        const NumberRange client = overlap(box.b, kEphemeralPorts);
        if (client.first <= client.last) {
          boxes.push_back({box.family, box.first_protocol, box.last_protocol, client, box.a});
        }
        break;
      }
      case Detail::Icmp: {
        const bool v4 = box.family == Family::V4;
        const std::uint16_t request = v4 ? kEchoRequestV4 : kEchoRequestV6;
        if (!box.a.contains(v4 ? kEchoReplyV4 : kEchoReplyV6)) break;
        boxes.push_back({box.family, box.first_protocol, box.last_protocol, {request, request}, box.b});
        break;
      }
    }
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

class Moving {
 public:
  Moving(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink)
      : policy_(policy), points_(points), sink_(sink) {}

  std::optional<ir::Policy> run() && {
    ir::Policy result = policy_;
    if (!take_out(result)) return std::nullopt;
    if (failed_) return result;
    put_in(result);
    prove(result);
    if (!failed_) report();
    return result;
  }

 private:
  // Until no deny cuts: what stood behind one that is gone may cut now. Whether any deny went.
  bool take_out(ir::Policy& result) {
    bool again = true;
    while (again && !failed_) {
      again = false;
      for (const ir::PointId id : points_) {
        const ir::Point& point = result.point(id);
        if (point.acl() != nullptr || point.external()) continue;
        for (const ir::Direction direction : ir::kDirections) again = take_out(result, id, direction) || again;
      }
    }
    return !moved_.empty() || failed_;
  }

  bool take_out(ir::Policy& result, ir::PointId id, ir::Direction direction) {
    const Cutting cutting = cut(result, result.point(id), direction, kAllDenies, extent_of(result, result.point(id)));
    if (cutting.denies.empty()) return false;
    const auto acl = acl_around(id, direction, cutting.denies.front());
    if (!acl) return false;

    std::vector<ir::Rule>& rules = result.points[id.index].list(direction).rules;
    for (const std::size_t index : cutting.denies) add({*acl, direction, rules[index], id});
    for (auto index = cutting.denies.rbegin(); index != cutting.denies.rend(); ++index) {
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(*index));
    }
    return true;
  }

  void add(Moved moved) {
    moved.rule.verdict = ir::Verdict::Deny;
    const bool known = std::any_of(moved_.begin(), moved_.end(), [&](const Moved& other) {
      return other.acl == moved.acl && other.direction == moved.direction && same_match(other.rule, moved.rule);
    });
    if (!known) moved_.push_back(std::move(moved));
  }

  // The ACL whose subnets hold all of the point's addresses.
  std::optional<ir::PointId> acl_around(ir::PointId id, ir::Direction direction, std::size_t deny) {
    const ir::Point& point = policy_.point(id);
    const AddressSet& own = policy_.addresses(point.addresses);
    for (const ir::PointId candidate : points_) {
      const ir::AclPart* const acl = policy_.point(candidate).acl();
      if (acl != nullptr && !own.empty() && policy_.addresses(acl->subnets).contains(own)) return candidate;
    }
    const std::string why = own.empty() ? "the policy does not say which addresses it has"
                                        : "no acl of the policy has all its addresses in its subnets";
    fail(point.list(direction).rules[deny].span, point.name, why,
         "declare an acl with these subnets that lets everything else through, or write «deny-as complement»", nullptr);
    return std::nullopt;
  }

  // Denies first, in the order in which they stood; for whatever machine is behind the network ACL, which cannot tell.
  void put_in(ir::Policy& result) const {
    const ir::AddressSetId any = result.sets.addresses.intern(AddressSet::any());
    ir::WhoItem item;
    item.kind = ir::WhoItem::Kind::Any;
    item.addresses = any;
    const ir::WhoId anywhere = result.whos.intern({{item}, {}, any, false});

    std::map<std::pair<ir::PointId, ir::Direction>, std::vector<ir::Rule>> heads;
    for (const Moved& moved : moved_) {
      ir::Rule rule = moved.rule;
      (moved.direction == ir::Direction::Inbound ? rule.destination : rule.source) = anywhere;
      heads[{moved.acl, moved.direction}].push_back(rule);
    }
    for (const auto& [where, head] : heads) {
      std::vector<ir::Rule>& rules = result.points[where.first.index].list(where.second).rules;
      rules.insert(rules.begin(), head.begin(), head.end());
    }
  }

  void prove(const ir::Policy& result) {
    for (const ir::PointId acl : points_) {
      const bool takes_some = std::any_of(moved_.begin(), moved_.end(), [&](const Moved& each) { return each.acl == acl; });
      if (!takes_some) continue;
      for (std::uint32_t i = 0; i < policy_.points.size(); ++i) {
        const ir::Point& point = policy_.points[i];
        const bool judged = point.acl() == nullptr && !point.external() && !is_part(point);
        if (judged) prove(result, acl, ir::PointId{i});
      }
    }
  }

  // A group that instances have: their lists speak for it.
  static bool is_part(const ir::Point& point) {
    return point.security_group() != nullptr && !point.security_group()->instances.empty();
  }

  void prove(const ir::Policy& result, ir::PointId acl, ir::PointId id) {
    const ir::Point& point = policy_.point(id);
    const AddressSet& subnets = policy_.addresses(policy_.point(acl).acl()->subnets);
    const AddressSet near = intersect(policy_.addresses(point.addresses), subnets);
    if (near.empty()) return;
    const AddressSet outside = subtract(AddressSet::any(), subnets);
    for (const ir::Direction direction : ir::kDirections) {
      const LineList before = LineList::of(policy_, point.list(direction), direction);
      const LineList after = LineList::of(result, result.point(id).list(direction), direction);
      LineList both = head_of(acl, direction);
      both.append(after);
      check(acl, id, direction, cloud::disagreement(both, before, cloud::Demand::Same, direction, near, subnets),
            "this machine of its subnets is to let such packets through");
      check(acl, id, direction, cloud::disagreement(after, before, cloud::Demand::Same, direction, near, outside),
            "packets inside its subnets do not meet it");
      LineList replies = answered_head_of(acl, opposite(direction));
      replies.append(before);
      check(acl, id, direction, cloud::disagreement(replies, before, cloud::Demand::Same, direction, near, subnets),
            "it would take the replies to what this machine of its subnets opens");
    }
  }

  LineList head_of(ir::PointId acl, ir::Direction direction) const {
    LineList lines;
    for (const Moved& moved : moved_) {
      if (moved.acl != acl || moved.direction != direction) continue;
      lines.add({nullptr, &far_of(moved), &policy_.service_set(moved.rule.service), false});
    }
    return lines;
  }

  // What opens connections whose replies the ACL's new denies of the other direction would take.
  LineList answered_head_of(ir::PointId acl, ir::Direction direction) const {
    LineList lines;
    for (const Moved& moved : moved_) {
      if (moved.acl != acl || moved.direction != direction) continue;
      const ServiceSet* const services = lines.keep(answered_by(policy_.service_set(moved.rule.service)));
      lines.add({nullptr, &far_of(moved), services, false});
    }
    return lines;
  }

  const AddressSet& far_of(const Moved& moved) const {
    return policy_.addresses(cloud::far_side(moved.rule, moved.direction));
  }

  void check(ir::PointId acl, ir::PointId id, ir::Direction direction, const std::optional<cloud::Disagreement>& found,
             std::string_view why) {
    if (!found || failed_) return;
    const auto first = std::find_if(moved_.begin(), moved_.end(), [&](const Moved& each) { return each.acl == acl; });
    const std::string text = ir::to_string(found->packet);
    fail(first->rule.span, policy_.point(first->from).name,
         fmt::format("{} ({}, {})", why, policy_.point(id).name, to_string(direction)),
         "write «deny-as complement», or let all machines of these subnets deny the same", &text);
  }

  void fail(Span where, const std::string& name, std::string why, std::string help, const std::string* packet) {
    failed_ = true;
    Diagnostic diagnostic = diagnose(kind::AwsDenyOutsideAcl, where, name, why).with_help(std::move(help));
    if (packet != nullptr) diagnostic.packet = *packet;
    sink_.report(std::move(diagnostic));
  }

  void report() const {
    std::map<std::pair<ir::PointId, ir::PointId>, std::size_t> counts;
    for (const Moved& moved : moved_) ++counts[{moved.from, moved.acl}];
    for (const auto& [pair, count] : counts) {
      const std::string what = count == 1 ? "a deny" : fmt::format("{} denies", count);
      const ir::Point& acl = policy_.point(pair.second);
      sink_.report(diagnose(kind::AwsDenyInAcl, acl.span, what, policy_.point(pair.first).name, acl.name));
    }
  }

  const ir::Policy& policy_;
  std::span<const ir::PointId> points_;
  Sink& sink_;
  std::vector<Moved> moved_;
  bool failed_ = false;
};

}  // namespace

std::optional<ir::Policy> with_denies_in_acls(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink) {
  return Moving(policy, points, sink).run();
}

}  // namespace sgc::targets::aws
