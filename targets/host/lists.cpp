#include "targets/host/lists.h"

#include "compiler/support/assert.h"

namespace sgc::host {

std::vector<Index> rules_before_established(const ir::RuleList& list) {
  std::vector<Index> early;
  bool only_blacklists = true;
  for (Index rule = 0; rule < list.rules.size(); ++rule) {
    const bool early_rule = list.rules[rule].before_established;
    only_blacklists = only_blacklists && list.rules[rule].origin == ir::Origin::Blacklist;
    SGC_ASSERT(!early_rule || only_blacklists, "established-deny blacklists stand before every rule of another verdict");
    if (early_rule) early.push_back(rule);
  }
  return early;
}

std::vector<Index> rules_after_established(const ir::RuleList& list) {
  std::vector<Index> rest;
  for (Index rule = 0; rule < list.rules.size(); ++rule) {
    if (!list.rules[rule].before_established) rest.push_back(rule);
  }
  return rest;
}

bool matches_family(const ir::Policy& policy, const ir::Rule& rule, Family family) {
  return !policy.addresses(rule.source).empty(family) && !policy.addresses(rule.destination).empty(family) &&
         !policy.service_set(rule.service).empty(family);
}

}  // namespace sgc::host
