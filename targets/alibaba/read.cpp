#include "targets/alibaba/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "targets/alibaba/read_rules.h"
#include "targets/cloud/read_plan.h"

namespace sgc::targets::alibaba {
namespace {

using nlohmann::json;

void demand(bool condition, const std::string& sentence) {
  if (!condition) throw std::runtime_error(sentence);
}

class Reading {
 public:
  Reading(const ir::Policy& policy, const Options& options) {
    ids_.owner = options.owner_account;
    for (std::uint32_t i = 0; i < policy.points.size(); ++i) {
      const ir::Point& point = policy.points[i];
      const std::string id = options.bindings.id(point.name);
      if (point.security_group() != nullptr) ids_.groups.emplace(id, ir::PointId{i});
      if (point.external()) ids_.external.insert(ir::PointId{i});
      if (point.instance() != nullptr) instances_.emplace(id, ir::PointId{i});
    }
    for (std::uint32_t i = 0; i < policy.prefix_lists.size(); ++i) {
      ids_.prefix_lists.emplace(options.bindings.id(policy.prefix_lists[i].name), ir::PrefixListId{i});
    }
  }

  void read(const json& call) {
    const std::string action = call.at("action");
    const json& request = call.at("request");
    if (action == "DescribeSecurityGroups") check_group(call);
    if (action == "CreateSecurityGroup") create_group(call, request);
    if (action == "ModifySecurityGroupPolicy") set_inner_access(request);
    if (action == "AuthorizeSecurityGroup") read_rules(request, ir::Direction::Inbound);
    if (action == "AuthorizeSecurityGroupEgress") read_rules(request, ir::Direction::Outbound);
    if (action == "ModifyInstanceAttribute") read_instance(request);
  }

  Model take() && {
    for (const Group& group : model_.groups) {
      // Which machines that would be is said of groups of the policy alone: parts of them and blacklists never have it.
      demand(!group.inner_access || group.point.known(),
             fmt::format("«{}» has inner access, and the policy gives it none", group.name));
    }
    return std::move(model_);
  }

 private:
  Group& add(const std::string& id, const std::string& type) {
    demand(type == "normal" || type == "enterprise", fmt::format("«{}» is no type of group", type));
    Group group;
    group.id = id;
    group.enterprise = type == "enterprise";
    group.inner_access = !group.enterprise;  // a basic group has it until it is taken away
    const auto point = ids_.groups.find(id);
    if (point != ids_.groups.end()) group.point = point->second;
    by_id_[id] = static_cast<std::uint32_t>(model_.groups.size());
    model_.groups.push_back(std::move(group));
    return model_.groups.back();
  }

  void create_group(const json& call, const json& request) {
    Group& group = add(call.at("creates").at(0).at("placeholder"), request.at("SecurityGroupType"));
    group.name = call.at("object");
    group.classic = !request.contains("VpcId");
    demand(!group.classic || !group.enterprise, "a classic network has no advanced groups");
  }

  void check_group(const json& call) {
    const json& expects = call.at("expects");
    const std::vector<std::string> ids = json::parse(call.at("request").at("SecurityGroupIds").get<std::string>());
    Group& group = add(ids.at(0), expects.at(0).at("is"));
    group.name = call.at("object");
    group.created = false;
    group.classic = expects.size() > 1 && expects.at(1).at("is") == "";
  }

  Group& group(const json& request) {
    const std::string id = request.at("SecurityGroupId");
    const auto found = by_id_.find(id);
    demand(found != by_id_.end(), fmt::format("no call makes or checks the group «{}»", id));
    return model_.groups[found->second];
  }

  void set_inner_access(const json& request) {
    const std::string policy = request.at("InnerAccessPolicy");
    demand(policy == "Accept" || policy == "Drop", fmt::format("«{}» is no policy", policy));
    demand(!group(request).enterprise, "an advanced group has no inner access");
    group(request).inner_access = policy == "Accept";
  }

  void read_rules(const json& request, ir::Direction direction) {
    Group& target = group(request);
    const json& permissions = request.at("Permissions");
    demand(!permissions.empty() && permissions.size() <= kMostPermissions, "a call takes 1 to 100 rules");
    for (const json& permission : permissions) {
      Entry entry = read_entry(permission, direction, ids_);
      const auto* const reference = std::get_if<GroupReference>(&entry.peer);
      demand(target.classic || entry.nic == Nic::Intranet, "in a VPC every rule is the intranet's");
      demand(reference == nullptr || (!target.enterprise && reference->point != target.point && entry.nic == Nic::Intranet),
             "this group cannot refer to that one");
      if (!target.created) keep_order(entry, direction);
      target.list(direction).entries.push_back(std::move(entry));
    }
  }

  // Rules of bound groups come level by level, within a level drops first, so that nothing opens or closes on the way that
  // both the old rules and the new have otherwise.
  void keep_order(const Entry& entry, ir::Direction direction) {
    const std::pair stage(entry.level, entry.accept);
    std::pair<Level, bool>& latest = latest_[direction];
    demand(latest <= stage, "a rule of a bound group comes after rules that it should come before");
    latest = stage;
  }

  void read_instance(const json& request) {
    const std::string id = request.at("InstanceId");
    const auto instance = instances_.find(id);
    demand(instance != instances_.end(), fmt::format("no instance has the id «{}»", id));
    Attachment attachment{instance->second, id, {}};
    for (const json& each : request.at("SecurityGroupIds")) {
      const auto group = by_id_.find(each.get<std::string>());
      attachment.groups.push_back({group != by_id_.end() ? group->second : AttachedGroup::kElsewhere, {}});
    }
    model_.attachments.push_back(std::move(attachment));
  }

  Model model_;
  KnownIds ids_;
  std::map<std::string, ir::PointId, std::less<>> instances_;
  std::map<std::string, std::uint32_t, std::less<>> by_id_;
  std::map<ir::Direction, std::pair<Level, bool>> latest_;  // rule of bound groups: its level, and whether it accepts
};

}  // namespace

Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options) {
  Reading reading(policy, options);
  Model model;
  cloud::read_plan(
      files, kFolder, [&](const json& call) { reading.read(call); }, [&] { model = std::move(reading).take(); });
  return model;
}

}  // namespace sgc::targets::alibaba
