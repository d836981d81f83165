#include "compiler/checks/run_checks.h"

#include <map>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/assertions/prove.h"
#include "compiler/checks/lists/measure.h"
#include "compiler/checks/ways/list_classes.h"

namespace sgc::checks {
namespace {

struct ListName {
  ir::PointId point;
  ir::Direction direction = ir::Direction::Inbound;
  bool enforced = true;
};

bool is_bound(const ir::Point& point) {
  return point.security_group() != nullptr && !point.security_group()->instances.empty();
}

// The lists of points that are no instances.
std::vector<ListName> own_lists(const ir::Policy& policy) {
  std::vector<ListName> lists;
  for (std::uint32_t i = 0; i < policy.points.size(); ++i) {
    const ir::Point& point = policy.points[i];
    if (point.external() || point.instance() != nullptr) continue;
    for (const ir::Direction direction : ir::kDirections) lists.push_back({ir::PointId{i}, direction, !is_bound(point)});
  }
  return lists;
}

// Each list once, those of instances last. An instance's list that is another point's, rule by rule, has nothing to add.
std::vector<ListName> lists_to_check(const ir::Policy& policy) {
  const ListClasses classes(policy);
  std::vector<ListName> lists = own_lists(policy);
  std::map<std::uint32_t, std::size_t> known[2];  // the list of each class
  for (std::size_t i = 0; i < lists.size(); ++i) {
    known[static_cast<std::size_t>(lists[i].direction)].emplace(classes.of(lists[i].point, lists[i].direction), i);
  }
  for (std::uint32_t i = 0; i < policy.points.size(); ++i) {
    if (policy.points[i].instance() == nullptr) continue;
    for (const ir::Direction direction : ir::kDirections) {
      const ir::PointId point{i};
      auto& of_direction = known[static_cast<std::size_t>(direction)];
      const auto [same, fresh] = of_direction.emplace(classes.of(point, direction), lists.size());
      if (fresh) {
        lists.push_back({point, direction, true});
      } else {
        lists[same->second].enforced = true;
      }
    }
  }
  return lists;
}

std::uint64_t now(const CheckOptions& options) { return options.clock ? options.clock() : 0; }

ListStatistics count(const ir::Policy& policy, ListFacts& facts) {
  ListStatistics counted;
  counted.point = policy.point(facts.point()).name;
  counted.direction = facts.direction();
  counted.rules = facts.list().rules.size();
  for (const ir::Rule& rule : facts.list().rules) counted.boxes += count_boxes(policy, rule);

  for (std::size_t rule = 0; facts.knows_reachability() && rule < counted.rules; ++rule) {
    const auto state = facts.reachability().state(rule);
    counted.dead += state == space::Reachability::State::Dead || state == space::Reachability::State::Empty ? 1 : 0;
  }
  for (std::size_t rule = 0; facts.knows_redundancy() && rule < counted.rules; ++rule) {
    counted.redundant += facts.redundancy().state(rule) == space::Redundancy::State::Redundant ? 1 : 0;
  }
  if (facts.knows_pairs()) {
    counted.pairs = facts.pairs().pairs.size();
    counted.more_pairs = facts.pairs().capped != 0;
  }
  return counted;
}

void check_list(const Subject& subject, const ListName& name, Once& once, CheckStatistics& statistics, Sink& sink) {
  const std::uint64_t begin = now(subject.options);
  ListFacts facts(subject.policy, name.point, name.direction, subject.options.limits);
  const bool composed = subject.policy.point(name.point).instance() != nullptr;
  const ListSubject list{subject, facts, once, composed, name.enforced};
  for (const Check& check : all_checks()) {
    if (check.of_list != nullptr) check.of_list(list, sink);
  }
  if (facts.list().rules.empty()) return;
  if (!subject.options.clock) return;  // nobody asked for statistics, and boxes take time to count
  statistics.push_back(count(subject.policy, facts));
  statistics.back().nanoseconds = now(subject.options) - begin;
}

}  // namespace

CheckStatistics run_checks(const ir::Policy& policy, const SourceMap& sources, const CheckOptions& options,
                           Sink& sink) {
  const Router router(policy);
  const Subject subject{policy, options, router, Wording(policy, sources)};
  CheckStatistics statistics;
  Once once;
  for (const ListName& name : lists_to_check(policy)) check_list(subject, name, once, statistics, sink);
  once.report_needless(sink);

  for (const Check& check : all_checks()) {
    if (check.of_policy != nullptr) check.of_policy(subject, sink);
  }
  prove_assertions(policy, router, sources, options, sink);
  return statistics;
}

}  // namespace sgc::checks
