#include "targets/aws/context.h"

#include <algorithm>

#include "targets/cloud/sides.h"

namespace sgc::targets::aws {
namespace {

using Rules = std::vector<ir::Rule>;

bool is_blacklist(const ir::Rule& rule) { return rule.origin == ir::Origin::Blacklist; }

bool same_rule(const ir::Rule& a, const ir::Rule& b) {
  return a.source == b.source && a.destination == b.destination && a.service == b.service && a.verdict == b.verdict;
}

bool same_rules(const Rules& a, const Rules& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_rule); }

// The instance's list up to where the group's own rules begin: blacklists, then the groups before it.
Rules rules_before(const ir::Policy& policy, const ir::Point& instance, ir::PointId group, ir::Direction direction) {
  Rules rules;
  for (const ir::Rule& rule : instance.list(direction).rules) {
    if (is_blacklist(rule)) rules.push_back(rule);
  }
  for (const ir::PointId other : instance.instance()->groups) {
    if (other == group) break;
    for (const ir::Rule& rule : policy.point(other).list(direction).rules) {
      if (!is_blacklist(rule)) rules.push_back(rule);
    }
  }
  return rules;
}

// Whether each rule, as it stands there, holds for all of the point's addresses of a family or for none.
bool holds_alike(const ir::Policy& policy, const ir::Point& point, const Rules& rules, ir::Direction direction) {
  const AddressSet& own = cloud::near_addresses(policy, point, direction);
  return std::all_of(rules.begin(), rules.end(), [&](const ir::Rule& rule) {
    const AddressSet& side = policy.addresses(cloud::near_side(rule, direction));
    return std::all_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
      return side.empty(family) || cloud::near_of(side, own, family) != cloud::Near::Part;
    });
  });
}

}  // namespace

InContext in_context(const ir::Policy& policy, ir::PointId group, ir::Direction direction) {
  InContext result{policy.point(group), 0};
  const ir::SecurityGroupPart* const part = result.point.security_group();
  if (part == nullptr || part->instances.empty()) return result;

  const Rules before = rules_before(policy, policy.point(part->instances.front()), group, direction);
  const bool same = std::all_of(part->instances.begin(), part->instances.end(), [&](ir::PointId instance) {
    return same_rules(before, rules_before(policy, policy.point(instance), group, direction));
  });
  const bool denies = std::any_of(before.begin(), before.end(),
                                  [](const ir::Rule& rule) { return rule.verdict != ir::Verdict::Allow; });
  if (!same || !denies || !holds_alike(policy, result.point, before, direction)) return result;

  Rules& rules = result.point.list(direction).rules;
  std::erase_if(rules, is_blacklist);
  rules.insert(rules.begin(), before.begin(), before.end());
  result.from = before.size();
  return result;
}

}  // namespace sgc::targets::aws
