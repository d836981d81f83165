#include "compiler/checks/ways/list_index.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace sgc::checks {
namespace {

constexpr std::size_t kFewRules = 64;  // are looked at one by one

}  // namespace

ListIndex::ListIndex(const ir::Policy& policy, const ir::RuleList& list) : rules_(list.rules.size()) {
  if (rules_ <= kFewRules) return;
  for (const Family family : kFamilies) add(family, policy, list);
}

void ListIndex::add(Family family, const ir::Policy& policy, const ir::RuleList& list) {
  OfFamily& of_family = families_[static_cast<std::size_t>(family)];
  std::unordered_map<std::uint32_t, std::optional<space::Rect>> bounds;  // of service sets that have the family
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    const ir::ServiceSetId service = list.rules[rule].service;
    const auto [known, fresh] = bounds.try_emplace(service.index);
    if (fresh) {
      const auto rects = space::rects_of(family, policy.service_set(service));
      if (!rects.empty()) known->second = space::bounds_of(rects);
    }
    if (!known->second) continue;
    of_family.rules.push_back(rule);
    of_family.bounds.push_back(*known->second);
  }
  if (!of_family.rules.empty()) of_family.crowd.emplace(of_family.bounds);
}

std::vector<std::size_t> ListIndex::rules_near(const ServiceSet& services) const {
  std::vector<std::size_t> near;
  if (rules_ <= kFewRules) {
    near.resize(rules_);
    std::iota(near.begin(), near.end(), std::size_t{0});
    return near;
  }
  for (const Family family : kFamilies) {
    const OfFamily& of_family = families_[static_cast<std::size_t>(family)];
    if (!of_family.crowd) continue;
    for (const space::Rect& rect : space::rects_of(family, services)) {
      of_family.crowd->for_each(rect, [&](std::uint32_t index) {
        if (overlaps(of_family.bounds[index], rect)) near.push_back(of_family.rules[index]);
        return true;
      });
    }
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  return near;
}

const ListIndex& ListIndexes::of(const Gate& gate) {
  const auto key = std::pair(gate.point, gate.direction);
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  return known_.emplace(key, ListIndex(policy_, gate.list(policy_))).first->second;
}

}  // namespace sgc::checks
