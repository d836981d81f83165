// Security groups. Their rules are a union of allows, so a list that is too long for one group is put on several without
// a change of meaning.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/aws/context.h"
#include "targets/aws/facts.h"
#include "targets/aws/list_writer.h"
#include "targets/cloud/placeholder.h"
#include "targets/cloud/rule_text.h"

namespace sgc::targets::aws {
namespace {

std::string description_of(const Workshop& shop, const ir::Point& point) {
  const std::string place = cloud::place_text(shop.sources, point.span);
  const std::string text = point.description.empty() ? fmt::format("{} {}", point.name, place) : point.description;
  return cloud::fit_text(text, kDescriptionRule);
}

// Only a group whose every machine is known to the policy, or a load balancer's own, can be put on them as several.
bool can_spread(const Workshop& shop, const ir::Point& point) {
  if (!shop.options.spread) return false;
  return point.load_balancer() != nullptr || !point.security_group()->instances.empty();
}

Group make_group(const Workshop& shop, ir::PointId id) {
  const ir::Point& point = shop.policy.point(id);
  const bool balancer = point.load_balancer() != nullptr;
  const bool bound = balancer ? shop.options.bindings.starts(point.name, kGroupIdStart)
                              : shop.options.bindings.find(point.name) != nullptr;
  Group group;
  group.name = point.name;
  group.point = id;
  group.of_balancer = balancer;
  group.created = !bound;
  group.id = balancer && !bound ? cloud::placeholder(point.name, "group") : shop.options.bindings.id(point.name);
  group.classic = is_classic(shop.policy, point);
  // EC2-Classic calls a group by its name, and its name is known.
  if (group.classic && !bound) group.id = cloud::fit_name(point.name, kNameRule);
  group.description = description_of(shop, point);
  group.where = point.span;
  return group;
}

std::uint64_t weight(const Workshop& shop, const Entry& entry) {
  const auto* own = std::get_if<OwnListReference>(&entry.peer);
  return own == nullptr ? 1 : shop.model.prefix_lists[own->index].entries.size();
}

// The list cut into pieces that a group takes each, whatever the families.
std::vector<GroupList> pieces_of(const Workshop& shop, const GroupList& list, std::uint64_t most) {
  if (std::max(list.needed[0], list.needed[1]) <= most || list.entries.empty()) return {list};
  std::vector<GroupList> pieces(1);
  std::uint64_t used = 0;
  for (const Entry& entry : list.entries) {
    const std::uint64_t more = weight(shop, entry);
    if (used + more > most && used > 0) {
      pieces.emplace_back();
      used = 0;
    }
    used += more;
    pieces.back().entries.push_back(entry);
    for (std::uint64_t& each : pieces.back().needed) each = used;
  }
  return pieces;
}

// One group, or, where a list is longer than a group may be, several to be bound together.
void add_in_parts(Workshop& shop, const Group& whole) {
  const std::uint64_t most = shop.options.quotas.limit(quota::kRules);
  const bool spread = can_spread(shop, shop.policy.point(whole.point));
  const std::vector<GroupList> in = spread ? pieces_of(shop, whole.ingress, most) : std::vector{whole.ingress};
  const std::vector<GroupList> out = spread ? pieces_of(shop, whole.egress, most) : std::vector{whole.egress};
  const std::size_t parts = std::max(in.size(), out.size());
  if (parts > 1) shop.sink.report(diagnose(kind::AwsSpread, whole.where, whole.name, parts));
  for (std::size_t part = 0; part < parts; ++part) {
    Group group = whole;
    group.ingress = part < in.size() ? in[part] : GroupList{};
    group.egress = part < out.size() ? out[part] : GroupList{};
    if (part > 0) {
      group.name = fmt::format("{}.{}", whole.name, part + 1);
      group.id = cloud::placeholder(whole.name, fmt::format("{}", part + 1));
      if (group.classic) group.id = cloud::fit_name(group.name, kNameRule);
      group.created = true;
    }
    shop.model.groups.push_back(std::move(group));
  }
}

// EC2-Classic has no rules for what goes out: everything does.
void check_classic_outbound(Workshop& shop, const ir::Point& point) {
  const Cutting out = cut(shop.policy, point, ir::Direction::Outbound, kAllDenies, extent_of(shop.policy, point));
  const ServiceSet all = ServiceSet::all(Family::V4);
  const bool everything = std::any_of(out.parts.begin(), out.parts.end(), [&](const AllowedPart& part) {
    return part.addresses.is_any(Family::V4) && part.services.contains(all);
  });
  if (everything) return;
  shop.sink.report(diagnose(kind::AwsClassicOutbound, point.outbound.span, point.name)
                       .with_help("leave the outbound block out, or put the group into a network of kind vpc"));
}

void lower_group(Workshop& shop, ir::PointId id) {
  const ir::Point& point = shop.policy.point(id);
  const std::uint64_t one = shop.options.quotas.limit(quota::kRules);
  const std::uint64_t groups = can_spread(shop, point) ? shop.options.quotas.limit(quota::kGroupsPerInstance) : 1;

  Group group = make_group(shop, id);
  for (const ir::Direction direction : ir::kDirections) {
    if (group.classic && direction == ir::Direction::Outbound) continue;
    const InContext context = in_context(shop.policy, id, direction);
    group.list(direction) = write_list(shop, {&context.point, direction, one * groups, context.from});
  }
  if (group.classic) check_classic_outbound(shop, point);
  add_in_parts(shop, group);
}

}  // namespace

void lower_groups(Workshop& shop) {
  for (const ir::PointId id : shop.points) {
    const ir::Point& point = shop.policy.point(id);
    if (point.security_group() != nullptr && !point.external()) lower_group(shop, id);
    const bool has_group = point.load_balancer() != nullptr && !is_classic(shop.policy, point);
    if (has_group) lower_group(shop, id);
  }
}

}  // namespace sgc::targets::aws
