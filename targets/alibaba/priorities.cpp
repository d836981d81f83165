#include "targets/alibaba/priorities.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/alibaba/members.h"

namespace sgc::targets::alibaba {
namespace {

std::size_t index_of(ir::Direction direction) { return direction == ir::Direction::Inbound ? 0 : 1; }

bool has(const ir::RuleList& list, ir::BlacklistId blacklist) {
  return std::any_of(list.rules.begin(), list.rules.end(), [&](const ir::Rule& rule) {
    return rule.origin == ir::Origin::Blacklist && rule.blacklist == blacklist;
  });
}

// The blacklists of an instance that none of its groups has.
std::vector<ir::Rule> own_blacklists(const ir::Policy& policy, const ir::Point& instance, ir::Direction direction) {
  std::vector<ir::Rule> rules;
  const std::vector<ir::PointId>& groups = instance.instance()->groups;
  for (const ir::Rule& rule : instance.list(direction).rules) {
    if (rule.origin != ir::Origin::Blacklist) continue;
    const bool shared = std::any_of(groups.begin(), groups.end(), [&](ir::PointId group) {
      return has(policy.point(group).list(direction), rule.blacklist);
    });
    if (!shared) rules.push_back(rule);
  }
  return rules;
}

void report(const ir::Policy& policy, const Levels::Failure& failure, ir::Direction direction, Sink& sink) {
  const ir::Point& owner = policy.point(failure.owner);
  Diagnostic diagnostic =
      failure.other.known()
          ? diagnose(kind::AlibabaOrders, owner.span, owner.name, policy.point(failure.other).name)
          : diagnose(kind::AlibabaLevels, owner.span, owner.name, std::string(to_string(direction)), unsigned{kLastLevel});
  diagnostic.notes.push_back({failure.before->span, "this allow must count before"});
  diagnostic.notes.push_back({failure.after->span, "this deny"});
  if (failure.packet) diagnostic.packet = ir::to_string(*failure.packet);
  diagnostic.help = failure.other.known() ? "write their groups in the same order, or take the deny into a blacklist"
                                          : "bring allows and denies that take the same packets together";
  sink.report(std::move(diagnostic));
}

}  // namespace

Priorities::Priorities(const ir::Policy& policy) : policy_(policy) {
  for (const ir::Direction direction : ir::kDirections) levels_.emplace_back(policy, direction);
  for (std::uint32_t i = 0; i < policy.points.size(); ++i) {
    if (policy.points[i].instance() != nullptr) add_front({i});
  }
  add_lists();
  add_orders();
}

void Priorities::add_front(ir::PointId instance) {
  const bool classic = is_classic(policy_, policy_.point(instance));
  Front front{classic ? "blacklists.classic" : "blacklists", instance, {}};
  for (const ir::Direction direction : ir::kDirections) {
    std::vector<ir::Rule> rules = own_blacklists(policy_, policy_.point(instance), direction);
    for (const ir::Rule& rule : rules) {
      const std::string_view suffix = direction == ir::Direction::Outbound ? ".out" : "";
      front.name += fmt::format(".{}{}", policy_.blacklists[rule.blacklist.index].name, suffix);
    }
    front.rules[index_of(direction)] = std::move(rules);
  }
  if (front.rules[0].empty() && front.rules[1].empty()) return;

  const auto known =
      std::find_if(fronts_.begin(), fronts_.end(), [&](const Front& other) { return other.name == front.name; });
  front_of_[instance] = static_cast<std::size_t>(known - fronts_.begin());
  if (known == fronts_.end()) fronts_.push_back(std::move(front));
}

void Priorities::add_lists() {
  for (const ir::Direction direction : ir::kDirections) {
    Levels& levels = levels_[index_of(direction)];
    for (std::uint32_t i = 0; i < policy_.points.size(); ++i) {
      const ir::Point& point = policy_.points[i];
      if (point.security_group() == nullptr || point.external()) continue;
      group_lists_[ir::PointId{i}] = levels.add_list(point.list(direction).rules);
    }
    front_lists_.clear();
    for (const Front& front : fronts_) front_lists_.push_back(levels.add_list(front.rules[index_of(direction)]));
  }
}

void Priorities::add_orders() {
  for (Levels& levels : levels_) {
    for (const auto& [group, list] : group_lists_) levels.add_order({list}, group);
    for (std::uint32_t i = 0; i < policy_.points.size(); ++i) {
      const ir::InstancePart* const instance = policy_.points[i].instance();
      if (instance == nullptr) continue;
      std::vector<std::uint32_t> lists;
      if (const auto front = front_of({i})) lists.push_back(front_lists_[*front]);
      for (const ir::PointId group : instance->groups) {
        const auto list = group_lists_.find(group);
        if (list != group_lists_.end()) lists.push_back(list->second);
      }
      levels.add_order(lists, {i});
    }
  }
}

bool Priorities::find(Sink& sink) {
  bool found = true;
  for (const ir::Direction direction : ir::kDirections) {
    const auto failure = levels_[index_of(direction)].solve();
    if (!failure) continue;
    report(policy_, *failure, direction, sink);
    found = false;
  }
  return found;
}

Level Priorities::of_group(ir::PointId group, ir::Direction direction, std::size_t rule) const {
  return levels_[index_of(direction)].level(group_lists_.at(group), rule);
}

Level Priorities::of_front(std::size_t front, ir::Direction direction, std::size_t rule) const {
  return levels_[index_of(direction)].level(front_lists_[front], rule);
}

std::optional<std::size_t> Priorities::front_of(ir::PointId instance) const {
  const auto found = front_of_.find(instance);
  return found == front_of_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sgc::targets::alibaba
