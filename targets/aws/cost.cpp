#include "targets/aws/cost.h"

#include <fmt/format.h>

#include "targets/aws/facts.h"

namespace sgc::targets::aws {
namespace {

constexpr std::string_view kFewerHelp =
    "name addresses by larger blocks, or write «spread on» to put the rules of a load balancer, or of groups that the "
    "policy's instances are in, on several groups";
constexpr std::string_view kAclHelp = "name addresses by larger blocks, or leave the finer part to security groups";
constexpr std::string_view kFamilyNames[] = {"IPv4", "IPv6"};

class Billing {
 public:
  Billing(const Model& model, const ir::Policy& policy, const Options& options)
      : model_(model), policy_(policy), bill_(options.quotas) {}

  cloud::Bill run() && {
    add("the plan", quota::kGroups, model_.groups.size(), {});
    add("the plan", quota::kPrefixLists, model_.prefix_lists.size(), {});
    add("the plan", quota::kAcls, model_.acls.size(), {});
    for (const Group& group : model_.groups) bill_group(group);
    for (const PrefixList& list : model_.prefix_lists) add(list.name, quota::kPrefixListEntries, list.entries.size(), {});
    for (const Attachment& attachment : model_.attachments) bill_instance(attachment);
    for (const Balancer& balancer : model_.balancers) {
      const ir::Point& point = policy_.point(balancer.point);
      if (balancer.groups.size() > 1) add(point.name, quota::kGroupsPerInstance, balancer.groups.size(), point.span);
    }
    for (const Acl& acl : model_.acls) bill_acl(acl);
    return std::move(bill_);
  }

 private:
  void add(std::string object, std::string_view name, std::uint64_t used, Span where) {
    if (used > 0) bill_.add({std::move(object), name, used, where, {}, {}});
  }

  // Takers are those that need most, in whatever family: shown beside the family that is over.
  void bill_list(const std::string& object, std::string_view name, const Count& needed,
                 const std::vector<cloud::Taker>& takers, Span where, std::string_view help) {
    for (std::size_t family = 0; family < needed.size(); ++family) {
      if (needed[family] == 0) continue;
      bill_.add({fmt::format("{} {}", object, kFamilyNames[family]), name, needed[family], where, takers, std::string(help)});
    }
  }

  void bill_group(const Group& group) {
    for (const ir::Direction direction : ir::kDirections) {
      const GroupList& list = group.list(direction);
      bill_list(fmt::format("{} {}", group.name, to_string(direction)), quota::kRules, list.needed, list.takers, group.where,
                kFewerHelp);
    }
  }

  void bill_instance(const Attachment& attachment) {
    const ir::Point& instance = policy_.point(attachment.instance);
    add(instance.name, quota::kGroupsPerInstance, attachment.groups.size(), instance.span);
  }

  void bill_acl(const Acl& acl) {
    const ir::Point& point = policy_.point(acl.point);
    for (const ir::Direction direction : ir::kDirections) {
      const AclList& list = acl.list(direction);
      bill_list(fmt::format("{} {}", point.name, to_string(direction)), quota::kAclRules, list.needed, list.takers, point.span,
                kAclHelp);
    }
  }

  const Model& model_;
  const ir::Policy& policy_;
  cloud::Bill bill_;
};

}  // namespace

cloud::Bill bill_of(const Model& model, const ir::Policy& policy, const Options& options) {
  return Billing(model, policy, options).run();
}

}  // namespace sgc::targets::aws
