// Security groups. Their lists keep their order; how each ends depends on where instances have it, because the cloud
// reads an instance's groups one after the other and drops what none has decided.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/cloud/placeholder.h"
#include "targets/tencent/balancers.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/list_writer.h"

namespace sgc::targets::tencent {
namespace {

// Where instances of the policy have a group.
struct Positions {
  bool last = false;      // behind all others, or alone
  bool not_last = false;  // before another
};

Positions positions_of(const ir::Policy& policy, ir::PointId group) {
  Positions positions;
  for (const ir::PointId id : policy.point(group).security_group()->instances) {
    const std::vector<ir::PointId>& groups = policy.point(id).instance()->groups;
    const bool last = !groups.empty() && groups.back() == group;
    (last ? positions.last : positions.not_last) = true;
  }
  return positions;
}

Closing closing_of(const ir::RuleList& list, Positions positions) {
  if (list.otherwise.verdict == ir::Verdict::Allow) {
    return positions.not_last && !positions.last ? Closing::None : Closing::Accept;
  }
  return positions.not_last ? Closing::None : Closing::Drop;
}

std::string description_of(const Workshop& shop, const ir::Point& point) {
  const std::string text = point.description.empty() ? fmt::format("{} {}", point.name, shop.rules.place(point.span))
                                                     : point.description;
  return cloud::fit_text(text, kDescriptionRule);
}

// Only a group whose every machine is known to the policy can be put on them as several.
bool can_spread(const Workshop& shop, const ir::Point& point) {
  return shop.options.spread && !point.security_group()->instances.empty();
}

Group make_group(Workshop& shop, ir::PointId id) {
  const ir::Point& point = shop.policy.point(id);
  Group group;
  group.name = point.name;
  group.point = id;
  group.id = shop.options.bindings.id(point.name);
  group.created = shop.options.bindings.find(point.name) == nullptr;
  group.description = description_of(shop, point);
  group.where = point.span;
  return group;
}

// The entries from number `part` × `most` on, at most `most`.
std::vector<Entry> cut(const std::vector<Entry>& entries, std::size_t part, std::size_t most) {
  const std::size_t begin = std::min(part * most, entries.size());
  const std::size_t end = std::min(begin + most, entries.size());
  return {entries.begin() + static_cast<std::ptrdiff_t>(begin), entries.begin() + static_cast<std::ptrdiff_t>(end)};
}

// One group, or, where a list is longer than a group may be, several to be bound one after the other.
void add_in_parts(Workshop& shop, const Group& whole) {
  const auto most = static_cast<std::size_t>(shop.options.quotas.limit(quota::kRules));
  const std::size_t longest = std::max(whole.ingress.entries.size(), whole.egress.entries.size());
  const std::size_t parts = std::max<std::size_t>((longest + most - 1) / most, 1);
  if (parts > 1) shop.sink.report(diagnose(kind::TencentSpread, whole.where, whole.name, parts));
  for (std::size_t part = 0; part < parts; ++part) {
    Group group = whole;
    for (const ir::Direction direction : ir::kDirections) {
      GroupList& list = group.list(direction);
      if (parts > 1) {
        list.entries = cut(list.entries, part, most);
        list.needed = list.entries.size();
      }
      if (list.needed == 0) list.entries.push_back(idle_entry());
    }
    if (part > 0) {
      group.name = fmt::format("{}.{}", whole.name, part + 1);
      group.id = cloud::placeholder(whole.name, fmt::format("{}", part + 1));
      group.created = true;
    }
    shop.model.groups.push_back(std::move(group));
  }
}

void lower_group(Workshop& shop, ir::PointId id) {
  const ir::Point& point = shop.policy.point(id);
  const std::uint64_t one = shop.options.quotas.limit(quota::kRules);
  const std::uint64_t room = can_spread(shop, point) ? one * shop.options.quotas.limit(quota::kGroupsPerInstance) : one;
  const Positions positions = positions_of(shop.policy, id);

  Group group = make_group(shop, id);
  for (const ir::Direction direction : ir::kDirections) {
    const ir::RuleList& list = point.list(direction);
    group.list(direction) =
        write_list(shop, {&point, list.rules, &list.otherwise, direction, closing_of(list, positions), room});
  }
  add_in_parts(shop, group);
}

void lower_balancer_group(Workshop& shop, ir::PointId id) {
  const ir::Point& point = shop.policy.point(id);
  Group group = make_group(shop, id);
  group.of_balancer = true;
  const bool group_is_bound = shop.options.bindings.starts(point.name, kGroupIdStart);
  group.created = !group_is_bound;
  if (!group_is_bound) group.id = cloud::placeholder(point.name, "group");
  for (const ir::Direction direction : ir::kDirections) {
    const ir::RuleList& list = point.list(direction);
    const Closing closing = list.otherwise.verdict == ir::Verdict::Allow ? Closing::Accept : Closing::Drop;
    group.list(direction) = write_list(
        shop, {&point, list.rules, &list.otherwise, direction, closing, shop.options.quotas.limit(quota::kRules)});
    if (group.list(direction).needed == 0) group.list(direction).entries.push_back(idle_entry());
  }
  shop.model.groups.push_back(std::move(group));
}

}  // namespace

void lower_groups(Workshop& shop) {
  for (const ir::PointId id : shop.points) {
    const ir::Point& point = shop.policy.point(id);
    if (point.security_group() != nullptr && !point.external()) lower_group(shop, id);
    if (point.load_balancer() != nullptr && takes_group(shop.policy, point)) lower_balancer_group(shop, id);
  }
}

}  // namespace sgc::targets::tencent
