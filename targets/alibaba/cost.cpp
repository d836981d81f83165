#include "targets/alibaba/cost.h"

#include <algorithm>
#include <set>

namespace sgc::targets::alibaba {
namespace {

constexpr std::string_view kSpreadHelp =
    "write «spread on» to put the rules of groups that the policy's instances are in on several groups, or name "
    "addresses by larger blocks or by a prefix list";

class Billing {
 public:
  Billing(const Model& model, const ir::Policy& policy, const Options& options)
      : model_(model), policy_(policy), options_(options), bill_(options.quotas) {}

  cloud::Bill run() && {
    if (!model_.groups.empty()) add("the plan", quota::kGroups, model_.groups.size(), {});
    for (const Group& group : model_.groups) bill_group(group);
    for (const Attachment& attachment : model_.attachments) bill_instance(attachment);
    return std::move(bill_);
  }

 private:
  void add(std::string object, std::string_view name, std::uint64_t used, Span where) {
    bill_.add({std::move(object), name, used, where, {}, {}});
  }

  // A prefix list counts for all that it may hold: its members, as far as the policy knows.
  std::uint64_t rules_of(const GroupList& list) const {
    std::uint64_t rules = std::max<std::uint64_t>(list.needed, list.entries.size());
    for (const Entry& entry : list.entries) {
      const auto* prefix_list = std::get_if<PrefixListReference>(&entry.peer);
      if (prefix_list == nullptr) continue;
      const AddressSet& members = policy_.addresses(policy_.prefix_lists[prefix_list->list.index].addresses);
      const std::uint64_t entries = cloud::count_cidrs(members, Family::V4) + cloud::count_cidrs(members, Family::V6);
      rules += entries > 1 ? entries - 1 : 0;
    }
    return rules;
  }

  void bill_group(const Group& group) {
    std::vector<cloud::Taker> takers = group.ingress.takers;
    takers.insert(takers.end(), group.egress.takers.begin(), group.egress.takers.end());
    bill_.add({group.name, quota::kRules, rules_of(group.ingress) + rules_of(group.egress), group.where,
               std::move(takers), options_.spread ? std::string() : std::string(kSpreadHelp)});

    std::set<ir::PointId> references;
    for (const ir::Direction direction : ir::kDirections) {
      Level most = 0;
      for (const Entry& entry : group.list(direction).entries) {
        if (const auto* reference = std::get_if<GroupReference>(&entry.peer)) references.insert(reference->point);
        if (entry.level <= kLastLevel) most = std::max(most, entry.level);
      }
      if (most == 0) continue;
      add(group.name + " " + std::string(to_string(direction)), quota::kLevels, most, group.where);
    }
    if (!references.empty()) add(group.name, quota::kReferences, references.size(), group.where);
  }

  void bill_instance(const Attachment& attachment) {
    const ir::Point& instance = policy_.point(attachment.instance);
    add(instance.name, quota::kGroupsPerInstance, attachment.groups.size(), instance.span);
    std::uint64_t rules = 0;
    for (const AttachedGroup& attached : attachment.groups) {
      if (attached.group == AttachedGroup::kElsewhere) continue;
      const Group& group = model_.groups[attached.group];
      rules += rules_of(group.ingress) + rules_of(group.egress);
    }
    add(instance.name, quota::kInstanceRules, rules, instance.span);
  }

  const Model& model_;
  const ir::Policy& policy_;
  const Options& options_;
  cloud::Bill bill_;
};

}  // namespace

cloud::Bill bill_of(const Model& model, const ir::Policy& policy, const Options& options) {
  return Billing(model, policy, options).run();
}

}  // namespace sgc::targets::alibaba
