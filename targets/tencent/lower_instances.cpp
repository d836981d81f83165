// Instances: which groups they are in, in order. Blacklists that stand before all of an instance's groups in the
// policy need a group of their own in front, because a group's rules never come before those of an earlier one.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "compiler/diag/catalog.h"
#include "targets/cloud/placeholder.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/list_writer.h"

namespace sgc::targets::tencent {
namespace {

// The rules at the head of a list that come from blacklists.
std::span<const ir::Rule> blacklist_head(const ir::RuleList& list) {
  const auto end = std::find_if(list.rules.begin(), list.rules.end(),
                                [](const ir::Rule& rule) { return rule.origin != ir::Origin::Blacklist; });
  return {list.rules.begin(), end};
}

bool same_blacklists(std::span<const ir::Rule> a, std::span<const ir::Rule> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ir::Rule& x, const ir::Rule& y) { return x.blacklist == y.blacklist; });
}

class InstanceLowering {
 public:
  explicit InstanceLowering(Workshop& shop) : shop_(shop) {
    for (std::uint32_t i = 0; i < shop.model.groups.size(); ++i) {
      if (shop.model.groups[i].point.known()) parts_[shop.model.groups[i].point].push_back(i);
    }
  }

  void lower(ir::PointId id) {
    const ir::Point& point = shop_.policy.point(id);
    Attachment attachment{id, shop_.options.bindings.id(point.name), {}};
    if (needs_front(point)) attachment.groups.push_back({front_of(point), {}});
    for (const ir::PointId group : point.instance()->groups) {
      const auto parts = parts_.find(group);
      if (parts == parts_.end()) {
        attachment.groups.push_back({AttachedGroup::kElsewhere, group});
        continue;
      }
      for (const std::uint32_t part : parts->second) attachment.groups.push_back({part, group});
    }
    shop_.model.attachments.push_back(std::move(attachment));
  }

 private:
  bool needs_front(const ir::Point& point) const {
    const std::vector<ir::PointId>& groups = point.instance()->groups;
    return std::any_of(std::begin(ir::kDirections), std::end(ir::kDirections), [&](ir::Direction direction) {
      const auto wanted = blacklist_head(point.list(direction));
      if (wanted.empty()) return false;
      if (groups.empty()) return true;
      return !same_blacklists(wanted, blacklist_head(shop_.policy.point(groups.front()).list(direction)));
    });
  }

  // The name of the blacklists, in both directions, in order, each once: instances with the same share a group.
  std::string front_name(const ir::Point& point) const {
    std::string name = "blacklists";
    for (const ir::Direction direction : ir::kDirections) {
      for (const ir::Rule& rule : blacklist_head(point.list(direction))) {
        const std::string& own = shop_.policy.blacklists[rule.blacklist.index].name;
        const bool outbound = direction == ir::Direction::Outbound;
        name += fmt::format(".{}{}", own, outbound ? ".out" : "");
      }
    }
    return name;
  }

  std::uint32_t front_of(const ir::Point& point) {
    const std::string name = front_name(point);
    const auto known = fronts_.find(name);
    if (known != fronts_.end()) return known->second;

    Group group;
    group.name = name;
    group.id = cloud::placeholder(name, "front");
    group.description = cloud::fit_text("blacklists in front of an instance's groups", kDescriptionRule);
    group.where = point.span;
    for (const ir::Direction direction : ir::kDirections) {
      const ir::RuleList& list = point.list(direction);
      group.list(direction) = write_list(shop_, {&point, blacklist_head(list), &list.otherwise, direction, Closing::None,
                                                 shop_.options.quotas.limit(quota::kRules)});
      if (group.list(direction).needed == 0) group.list(direction).entries.push_back(idle_entry());
    }
    shop_.sink.report(diagnose(kind::TencentFrontGroup, point.span, point.name, name)
                          .with_help("put the same blacklists on its first group, and none is needed"));
    shop_.model.groups.push_back(std::move(group));
    const auto index = static_cast<std::uint32_t>(shop_.model.groups.size() - 1);
    fronts_.emplace(name, index);
    return index;
  }

  Workshop& shop_;
  std::map<ir::PointId, std::vector<std::uint32_t>> parts_;
  std::map<std::string, std::uint32_t> fronts_;
};

}  // namespace

void lower_instances(Workshop& shop) {
  InstanceLowering lowering(shop);
  for (const ir::PointId id : shop.points) {
    if (shop.policy.point(id).instance() != nullptr) lowering.lower(id);
  }
}

}  // namespace sgc::targets::tencent
