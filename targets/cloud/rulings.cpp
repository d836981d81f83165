#include "targets/cloud/rulings.h"

#include <fmt/format.h>

#include <set>

#include "compiler/diag/catalog.h"
#include "compiler/support/assert.h"
#include "targets/cloud/agreement.h"
#include "targets/cloud/sides.h"

namespace sgc::targets::cloud {
namespace {

constexpr std::string_view kSafeMend = "or write «approximate safe» in the target block";

ServiceSet restricted(const ServiceSet& services, Families families) {
  ServiceSet result;
  for (const Family family : kFamilies) {
    if (families.has(family)) result = unite(result, services.restricted_to(family));
  }
  return result;
}

// One rule on its way through the ruling.
struct RuleAtHand {
  const ir::Point& point;
  const ir::Rule& rule;
  ir::Direction direction;
  const Matching& matching;
};

// The families of the rule whose near side only some of the point's addresses meet.
Families split_near_families(const ir::Policy& policy, const RuleAtHand& hand) {
  const AddressSet& side = policy.addresses(near_side(hand.rule, hand.direction));
  const AddressSet& own = near_addresses(policy, hand.point, hand.direction);
  const Families families = families_of_rule(policy, hand.point, hand.rule, hand.direction);
  return {families.v4 && near_of(side, own, Family::V4) == Near::Part,
          families.v6 && near_of(side, own, Family::V6) == Near::Part};
}

Obstacle near_obstacle(const RuleAtHand& hand) {
  const std::string_view side = hand.direction == ir::Direction::Inbound ? "to" : "from";
  std::string mend = fmt::format("leave «{} …» out, or give these addresses a security group of their own", side);
  if (hand.point.acl() != nullptr) {
    mend = fmt::format("leave «{} …» out: its network ACLs are for all machines of their subnets", side);
  }
  if (hand.rule.origin == ir::Origin::Derive) {
    mend = "give the acl those subnets alone that its points fill, or write its rules in place of «derive»";
  }
  return {Construct::NearSide, fmt::format("the near side («{} …») of a rule", side), std::move(mend)};
}

// What a rule becomes: its parts that differ from those in the policy.
struct Fitted {
  Families families = kBothFamilies;  // an allow loses those whose near side cannot be tested
  Families any_near;                  // a deny stops testing it there
  ServiceSet services;
  bool changed = false;
};

class Ruling {
 public:
  Ruling(const ir::Policy& policy, bool safe, Sink& sink) : policy_(policy), safe_(safe), sink_(sink) {}

  Fitted fit(const RuleAtHand& hand) {
    Fitted fitted;
    fitted.services = policy_.service_set(hand.rule.service);
    fit_near(hand, fitted);
    fit_services(hand, fitted);
    return fitted;
  }

 private:
  void fit_near(const RuleAtHand& hand, Fitted& fitted) {
    if (hand.matching.near_side) return;
    const Families split = split_near_families(policy_, hand);
    if (split.none()) return;

    const bool allow = hand.rule.verdict == ir::Verdict::Allow;
    report(hand, near_obstacle(hand), allow ? "this allow is left out" : "this deny is for all addresses of the point");
    fitted.changed = true;
    if (allow) {
      fitted.families = {!split.v4, !split.v6};
    } else {
      fitted.any_near = split;
    }
  }

  void fit_services(const RuleAtHand& hand, Fitted& fitted) {
    const Families families = families_of_rule(policy_, hand.point, hand.rule, hand.direction) & fitted.families;
    const std::vector<Traffic> pieces = hand.matching.pieces(fitted.services, families);
    ServiceSet matched;
    for (const Traffic& traffic : pieces) {
      if (!hand.matching.obstacle(traffic)) matched = unite(matched, traffic.services());
    }
    std::set<Construct> reported;
    for (const Traffic& traffic : pieces) {
      const std::optional<Obstacle> obstacle = hand.matching.obstacle(traffic);
      if (!obstacle) continue;

      const ServiceSet part = subtract(traffic.services(), matched);
      const ServiceSet wider = hand.matching.widened(traffic).services();
      const bool allow = hand.rule.verdict == ir::Verdict::Allow;
      fitted.changed = true;
      fitted.services = allow ? subtract(fitted.services, part) : unite(fitted.services, wider);
      if (!reported.insert(obstacle->construct).second) continue;
      report(hand, *obstacle,
             allow ? fmt::format("this allow is without {}", to_string(part))
                   : fmt::format("this deny is for {}", to_string(wider)));
    }
  }

  void report(const RuleAtHand& hand, const Obstacle& obstacle, std::string outcome) {
    const std::string cloud(hand.matching.cloud);
    if (safe_) {
      sink_.report(diagnose(kind::Approximated, hand.rule.span, cloud, obstacle.what, std::move(outcome)));
    } else {
      // What `derive` adds is not written anywhere that it could be mended.
      const bool derived = hand.rule.origin == ir::Origin::Derive;
      const std::string mend = derived ? "write the rules of this acl yourself instead of `derive`" : obstacle.mend;
      sink_.report(diagnose(kind::CloudCannotMatch, hand.rule.span, cloud, obstacle.what)
                       .with_help(fmt::format("{}, {}", mend, kSafeMend)));
    }
  }

  const ir::Policy& policy_;
  bool safe_;
  Sink& sink_;
};

// Puts changed rules into a copy of the policy that is made when the first is.
class PolicyInMaking {
 public:
  explicit PolicyInMaking(const ir::Policy& policy) : policy_(policy) {}

  void replace(ir::PointId point, ir::Direction direction, std::vector<ir::Rule> rules) {
    copy().points[point.index].list(direction).rules = std::move(rules);
  }

  ir::Rule rule(const ir::Rule& rule, ir::Direction direction, const Fitted& fitted) {
    ir::Rule result = rule;
    result.service = copy().sets.services.intern(fitted.services);
    ir::WhoId& near = direction == ir::Direction::Inbound ? result.destination : result.source;
    const AddressSet written = policy_.addresses(near);
    AddressSet fit;
    for (const Family family : kFamilies) {
      if (!fitted.families.has(family)) continue;
      fit = unite(fit, fitted.any_near.has(family) ? AddressSet::any(family) : written.restricted_to(family));
    }
    if (fit != written) near = side(fit);
    return result;
  }

  std::optional<ir::Policy> take() && { return std::move(copy_); }

 private:
  ir::Policy& copy() {
    if (!copy_) copy_.emplace(policy_);
    return *copy_;
  }

  ir::WhoId side(AddressSet addresses) {
    const ir::AddressSetId id = copy().sets.addresses.intern(std::move(addresses));
    ir::WhoItem item;
    item.addresses = id;
    return copy().whos.intern({{item}, {}, id, false});
  }

  const ir::Policy& policy_;
  std::optional<ir::Policy> copy_;
};

// Whose addresses a rule's near side is held against: in an instance's list the group's that it comes from, because
// the group's list is where the rule will stand.
const ir::Point& judged_at(const ir::Policy& policy, const ir::Point& point, const ir::Rule& rule) {
  if (point.instance() == nullptr || !rule.declared_in.known()) return point;
  const ir::Point& origin = policy.point(rule.declared_in);
  return origin.security_group() != nullptr ? origin : point;
}

bool matches_nothing(const Fitted& fitted) {
  return fitted.families.none() || restricted(fitted.services, fitted.families).empty();
}

// Reports what cannot be matched; makes it fit where the policy is in making (null: it is not).
void rule_on_list(const ir::Policy& policy, const RuledPoint& ruled, ir::Direction direction, Ruling& ruling,
                  PolicyInMaking* making) {
  const ir::Point& point = policy.point(ruled.point);
  bool changed = false;
  std::vector<ir::Rule> rules;
  for (const ir::Rule& rule : point.list(direction).rules) {
    const Fitted fitted = ruling.fit({judged_at(policy, point, rule), rule, direction, *ruled.matching});
    if (making == nullptr) continue;
    if (!fitted.changed) {
      rules.push_back(rule);
      continue;
    }
    changed = true;
    if (!matches_nothing(fitted)) rules.push_back(making->rule(rule, direction, fitted));
  }
  if (changed) making->replace(ruled.point, direction, std::move(rules));
}

// An approximation that lets more through is a bug here, whatever the policy.
void prove_no_wider(const ir::Policy& fitted, const ir::Policy& policy, const RuledPoint& ruled) {
  for (const ir::Direction direction : ir::kDirections) {
    const ir::Point& point = policy.point(ruled.point);
    const LineList made = LineList::of(fitted, fitted.point(ruled.point).list(direction), direction);
    const LineList written = LineList::of(policy, point.list(direction), direction);
    const AddressSet& near = near_addresses(policy, point, direction);
    const auto found = disagreement(made, written, Demand::NoWider, direction, near);
    SGC_ASSERT(!found, fmt::format("the approximation of {} lets through {}", point.name, to_string(found->packet)));
  }
}

// A construct that is left out, counted over the plan.
struct LeftOut {
  std::size_t count = 0;
  Span first;

  void add(const Span& where) {
    if (count++ == 0) first = where;
  }
};

void report(const LeftOut& left_out, std::string_view cloud, std::string_view does, std::string_view outcome,
            Sink& sink) {
  if (left_out.count == 0) return;
  Diagnostic diagnostic = diagnose(kind::CloudLeavesOut, left_out.first, std::string(cloud), std::string(does),
                                   std::string(outcome));
  if (left_out.count > 1) diagnostic.notes.push_back({{}, fmt::format("{} rules in all", left_out.count)});
  sink.report(std::move(diagnostic));
}

}  // namespace

Families families_of_rule(const ir::Policy& policy, const ir::Point& point, const ir::Rule& rule,
                          ir::Direction direction) {
  const Families far = families_of(policy.addresses(far_side(rule, direction)));
  const AddressSet& side = policy.addresses(near_side(rule, direction));
  const AddressSet& own = near_addresses(policy, point, direction);
  const ServiceSet& services = policy.service_set(rule.service);
  const auto lives = [&](Family family) {
    return far.has(family) && !services.empty(family) && near_of(side, own, family) != Near::Nothing &&
           !side.empty(family);
  };
  return {lives(Family::V4), lives(Family::V6)};
}

std::optional<ir::Policy> rule_on(const ir::Policy& policy, std::span<const RuledPoint> points, bool safe, Sink& sink) {
  Ruling ruling(policy, safe, sink);
  PolicyInMaking making(policy);
  for (const RuledPoint& ruled : points) {
    for (const ir::Direction direction : ir::kDirections) rule_on_list(policy, ruled, direction, ruling, safe ? &making : nullptr);
  }
  std::optional<ir::Policy> fitted = std::move(making).take();
  if (fitted) {
    for (const RuledPoint& ruled : points) prove_no_wider(*fitted, policy, ruled);
  }
  return fitted;
}

void report_left_out(const ir::Policy& policy, std::span<const RuledPoint> points, Sink& sink) {
  LeftOut log;
  LeftOut reject;
  std::set<std::uint32_t> cutting;
  std::set<Span> seen;
  for (const RuledPoint& ruled : points) {
    for (const ir::Direction direction : ir::kDirections) {
      const ir::RuleList& list = policy.point(ruled.point).list(direction);
      for (const ir::Rule& rule : list.rules) {
        if (rule.before_established && rule.blacklist.known()) cutting.insert(rule.blacklist.index);
        if (!seen.insert(rule.span).second) continue;
        if (policy.notes_of(rule).log) log.add(rule.span);
        if (rule.verdict == ir::Verdict::Reject) reject.add(rule.span);
      }
      if (!list.otherwise.written || !seen.insert(list.otherwise.span).second) continue;
      if (list.otherwise.log) log.add(list.otherwise.span);
      if (list.otherwise.verdict == ir::Verdict::Reject) reject.add(list.otherwise.span);
    }
  }
  if (points.empty()) return;
  const std::string_view cloud = points.front().matching->cloud;
  report(log, cloud, "does not log by rule", "log is left out", sink);
  report(reject, cloud, "has no reject", "these packets are denied silently", sink);
  for (const std::uint32_t index : cutting) {
    const ir::Blacklist& blacklist = policy.blacklists[index];
    sink.report(diagnose(kind::CloudEstablishedDeny, blacklist.span, std::string(cloud), blacklist.name)
                    .with_help("leave «established deny» out, or put this blacklist on a host target"));
  }
}

}  // namespace sgc::targets::cloud
