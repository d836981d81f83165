#include "targets/tencent/cost.h"

#include <fmt/format.h>

#include <algorithm>

#include "targets/tencent/facts.h"
#include "targets/tencent/meaning.h"

namespace sgc::targets::tencent {
namespace {

constexpr std::string_view kSpreadHelp =
    "write «spread on» to put the rules of groups that the policy's instances are in on several groups, «templates on», "
    "or name addresses by larger blocks";

bool is_reference(const Entry& entry) { return std::holds_alternative<GroupReference>(entry.peer); }

// How many rules an entry counts for where templates and references are expanded.
std::uint64_t expanded(const Entry& entry, const Model& model, const ir::Policy& policy) {
  std::uint64_t peers = 1;
  if (const auto* set = std::get_if<AddressTemplateReference>(&entry.peer)) {
    peers = model.address_sets[set->set.index].members();
  } else if (const auto* group = std::get_if<GroupReference>(&entry.peer)) {
    const AddressSet& members = policy.addresses(policy.point(group->point).addresses);
    peers = std::max<std::uint64_t>(
        cloud::count_cidrs(members, Family::V4) + cloud::count_cidrs(members, Family::V6), 1);
  }
  const bool by_template = entry.service_template != TemplateId{};
  return peers * (by_template ? model.service_templates[entry.service_template.index].services.size() : 1);
}

class Billing {
 public:
  Billing(const Model& model, const ir::Policy& policy, const Options& options)
      : model_(model), policy_(policy), options_(options), bill_(options.quotas) {}

  cloud::Bill run() && {
    bill_whole_plan();
    for (const Group& group : model_.groups) bill_group(group);
    for (const Attachment& attachment : model_.attachments) bill_instance(attachment);
    for (const Acl& acl : model_.acls) bill_acl(acl);
    for (const ServiceTemplate& each : model_.service_templates) {
      add(each.name, quota::kTemplateMembers, each.services.size(), {});
    }
    return std::move(bill_);
  }

 private:
  void add(std::string object, std::string_view name, std::uint64_t used, Span where) {
    bill_.add({std::move(object), name, used, where, {}, {}});
  }

  void bill_whole_plan() {
    if (!model_.groups.empty()) add("the plan", quota::kGroups, model_.groups.size(), {});
    if (!model_.acls.empty()) add("the plan", quota::kAcls, model_.acls.size(), {});
  }

  void bill_group(const Group& group) {
    std::uint64_t references = 0;
    std::uint64_t expansion = 0;
    for (const ir::Direction direction : ir::kDirections) {
      const GroupList& list = group.list(direction);
      const std::string object = fmt::format("{} {}", group.name, to_string(direction));
      const std::string_view help = options_.templates_when_short.least_saved == kNoTemplates.least_saved ||
                                            !options_.spread || group.of_balancer
                                        ? kSpreadHelp : std::string_view();
      const std::uint64_t used = std::max<std::uint64_t>(list.needed, list.entries.size());
      bill_.add({object, quota::kRules, used, group.where, list.takers, std::string(help)});
      references += static_cast<std::uint64_t>(std::count_if(list.entries.begin(), list.entries.end(), is_reference));
      for (const Entry& entry : list.entries) expansion += expanded(entry, model_, policy_);
    }
    if (references > 0) add(group.name, quota::kReferences, references, group.where);
    if (group.of_balancer) add(group.name, quota::kBalancerRules, expansion, group.where);
  }

  void bill_instance(const Attachment& attachment) {
    const ir::Point& instance = policy_.point(attachment.instance);
    add(instance.name, quota::kGroupsPerInstance, attachment.groups.size(), instance.span);
  }

  void bill_acl(const Acl& acl) {
    const ir::Point& point = policy_.point(acl.point);
    for (const ir::Direction direction : ir::kDirections) {
      const AclList& list = acl.list(direction);
      bill_.add({fmt::format("{} {}", point.name, to_string(direction)), quota::kAclRules, list.needed,
                 point.span, list.takers, "name addresses by larger blocks, or leave the finer part to security groups"});
    }
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

}  // namespace sgc::targets::tencent
