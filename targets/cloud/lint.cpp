#include "targets/cloud/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "compiler/diag/catalog.h"
#include "targets/cloud/holders.h"
#include "targets/cloud/sides.h"

namespace sgc::targets::cloud {
namespace {

constexpr std::size_t kMostNames = 8;

// "backend, edge … (3 more)".
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMostNames; ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kMostNames) text += fmt::format(" … ({} more)", names.size() - kMostNames);
  return text;
}

void report(const ir::Rule& rule, const ir::Point& group, const Misfit& misfit, Sink& sink) {
  constexpr std::size_t kMostRanges = 2;
  const std::string& instance = misfit.instance->name;
  const std::string addresses = to_string(misfit.addresses, kMostRanges);
  const std::string why = misfit.holds
                              ? fmt::format("instance {} is in it with {}, which is outside them", instance, addresses)
                              : fmt::format("instance {} has {} of them, and is not in it", instance, addresses);
  sink.report(diagnose(kind::NotByReference, rule.span, group.name, why)
                  .with_note(misfit.instance->span, fmt::format("{} is declared here", instance))
                  .with_help("a reference matches the machines that hold a group: let those be the ones with its "
                             "members' addresses, and rules name it"));
}

template <class Use>
void for_each_instance(const ir::Policy& policy, std::span<const ir::PointId> points, Use use) {
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    if (point.instance() != nullptr) use(point, *point.instance());
  }
}

bool is_unused(const ir::Point& point) {
  const ir::SecurityGroupPart* const group = point.security_group();
  return group != nullptr && !group->external && group->instances.empty() && !point.used;
}

}  // namespace

void lint_many_groups(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink) {
  for_each_instance(policy, points, [&](const ir::Point& point, const ir::InstancePart& instance) {
    if (instance.groups.size() <= kRecommendedGroups) return;
    sink.report(diagnose(kind::ManyGroups, point.span, point.name, instance.groups.size())
                    .with_help(fmt::format("join groups that always go together: clouds take {} on an instance, or "
                                           "advise no more", kRecommendedGroups)));
  });
}

void lint_networks(const ir::Policy& policy, std::span<const ir::PointId> points, bool one_network, Sink& sink) {
  for_each_instance(policy, points, [&](const ir::Point& point, const ir::InstancePart& instance) {
    ir::NetworkId network = point.network;  // or, where none is written, that of its first group that says one
    for (const ir::PointId id : instance.groups) {
      const ir::Point& group = policy.point(id);
      if (!group.network.known()) continue;
      if (!network.known()) network = group.network;
      const ir::Network& here = policy.networks[network.index];
      const ir::Network& there = policy.networks[group.network.index];
      const bool fine = here.classic == there.classic && (!one_network || network == group.network);
      if (fine) continue;
      sink.report(diagnose(kind::WrongNetwork, point.span, point.name, here.name, group.name, there.name)
                      .with_note(group.span, fmt::format("{} is declared here", group.name))
                      .with_help("an instance joins groups of its own kind of network alone"));
    }
  });
}

void lint_unused_groups(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink) {
  const bool has_instances = std::any_of(policy.points.begin(), policy.points.end(),
                                         [](const ir::Point& point) { return point.instance() != nullptr; });
  if (!has_instances) return;
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    if (!is_unused(point)) continue;
    sink.report(diagnose(kind::UnusedGroup, point.span, point.name)
                    .with_help("a group that is left lying open is one that somebody joins by mistake"));
  }
}

void lint_descriptions(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink) {
  std::vector<std::string> undescribed;
  std::vector<std::string> untagged;
  Span first_undescribed;
  Span first_untagged;
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    if (point.instance() != nullptr || point.external()) continue;
    if (point.description.empty()) {
      if (undescribed.empty()) first_undescribed = point.span;
      undescribed.push_back(point.name);
    }
    if (point.tags.empty()) {
      if (untagged.empty()) first_untagged = point.span;
      untagged.push_back(point.name);
    }
  }
  if (!undescribed.empty()) {
    sink.report(diagnose(kind::Undescribed, first_undescribed, std::string("a description"), listed(undescribed))
                    .with_help("description \"…\" is shown in the cloud's console"));
  }
  if (!untagged.empty()) {
    sink.report(diagnose(kind::Undescribed, first_untagged, std::string("tags"), listed(untagged))
                    .with_help("tags { team \"web\" } lets the cloud's own tools find them"));
  }
}

void lint_names(const ir::Policy& policy, std::span<const ir::PointId> points, const NameRule& rule,
                std::string_view cloud, Sink& sink) {
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    if (point.instance() != nullptr || point.external()) continue;  // the plan names neither
    const std::string fit = fit_name(point.name, rule);
    if (fit == point.name) continue;
    sink.report(diagnose(kind::NameChanged, point.span, std::string(cloud), point.name, fit)
                    .with_help("the plan and the description keep the policy's name"));
  }
}

void lint_public_references(const ir::Policy& policy, std::span<const ir::PointId> points,
                            bool (*refers)(const ir::Policy&, const ir::WhoItem&), Sink& sink) {
  std::set<std::pair<Span, ir::PointId>> reported;
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    for (const ir::Direction direction : ir::kDirections) {
      for (const ir::Rule& rule : point.list(direction).rules) {
        const FarSide side = split_far_side(policy, policy.whos[far_side(rule, direction)], refers);
        for (const ir::WhoItem& item : side.references) {
          if (!item.point.known() || reported.contains({rule.span, item.point})) continue;
          const ir::Point& other = policy.point(item.point);
          const AddressSet beyond = public_members(policy, other);
          if (beyond.empty()) continue;
          reported.insert({rule.span, item.point});
          sink.report(diagnose(kind::PublicReference, rule.span, other.name, to_string(beyond))
                          .with_help("references match private addresses; these are listed beside it"));
        }
      }
    }
  }
}

void lint_misfits(const ir::Policy& policy, std::span<const ir::PointId> points,
                  bool (*refers)(const ir::Policy&, const ir::WhoItem&), Sink& sink) {
  std::set<ir::PointId> asked;
  const auto ask = [&](const ir::Rule& rule, const ir::WhoItem& item) {
    if (!item.point.known() || !refers(policy, item) || !asked.insert(item.point).second) return;
    if (const auto misfit = misfit_of(policy, item.point)) report(rule, policy.point(item.point), *misfit, sink);
  };
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    if (point.external() || point.acl() != nullptr) continue;
    for (const ir::Direction direction : ir::kDirections) {
      for (const ir::Rule& rule : point.list(direction).rules) {
        const ir::Who& who = policy.whos[far_side(rule, direction)];
        if (!who.except.empty()) continue;
        for (const ir::WhoItem& item : who.items) ask(rule, item);
      }
    }
  }
}

}  // namespace sgc::targets::cloud
