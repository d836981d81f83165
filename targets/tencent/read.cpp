#include "targets/tencent/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "targets/cloud/known_members.h"
#include "targets/cloud/placeholder.h"
#include "targets/cloud/read_plan.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/read_rules.h"

namespace sgc::targets::tencent {
namespace {

using cloud::placeholder;
using nlohmann::json;

class Reading {
 public:
  Reading(const ir::Policy& policy, const Options& options) : policy_(policy) {
    for (std::uint32_t i = 0; i < policy.points.size(); ++i) {
      const ir::Point& point = policy.points[i];
      const std::string id = options.bindings.id(point.name);
      const ir::PointId self{i};
      if (point.security_group() != nullptr) ids_.groups.emplace(id, self);
      if (point.instance() != nullptr) instances_.emplace(id, self);
      if (point.acl() != nullptr) acls_.emplace(id, self);
      if (point.load_balancer() == nullptr) continue;
      const bool group_is_bound = options.bindings.starts(point.name, kGroupIdStart);
      balancer_groups_.emplace(group_is_bound ? id : placeholder(point.name, "group"), self);
    }
    for (std::uint32_t i = 0; i < policy.prefix_lists.size(); ++i) {
      ids_.prefix_lists.emplace(options.bindings.id(policy.prefix_lists[i].name), ir::PrefixListId{i});
    }
  }

  void read(const json& call) {
    const std::string action = call.at("action");
    const json& request = call.at("request");
    if (action == "CreateAddressTemplate") read_address_template(call, request);
    if (action == "CreateAddressTemplateGroup") read_template_group(call, request);
    if (action == "CreateServiceTemplate") read_service_template(call, request);
    if (action == "ModifySecurityGroupPolicies") read_group(call, request);
    if (action == "ModifyInstancesAttribute") read_instance(request);
    if (action == "ModifyNetworkAclEntries") read_acl(request);
  }

  Model take() && { return std::move(model_); }

 private:
  static std::string created_by(const json& call) { return call.at("creates").at(0).at("placeholder"); }

  void read_address_template(const json& call, const json& request) {
    AddressTemplateSet set;
    set.name = created_by(call);
    std::vector<AddressRange>& ranges = set.templates.emplace_back();
    for (const json& member : request.at("Addresses")) ranges.push_back(read_range(member.get<std::string>()));
    add(std::move(set));
  }

  void read_template_group(const json& call, const json& request) {
    AddressTemplateSet set;
    set.name = created_by(call);
    for (const json& id : request.at("AddressTemplateIds")) {
      const auto part = ids_.address_sets.find(id.get<std::string>());
      if (part == ids_.address_sets.end()) throw std::runtime_error("a group of templates names one that is not made");
      set.templates.push_back(model_.address_sets[part->second.index].templates.front());
    }
    add(std::move(set));
  }

  void add(AddressTemplateSet set) {
    ids_.address_sets[set.name] = {static_cast<std::uint32_t>(model_.address_sets.size())};
    model_.address_sets.push_back(std::move(set));
  }

  void read_service_template(const json& call, const json& request) {
    ServiceTemplate each;
    each.name = created_by(call);
    for (const json& member : request.at("Services")) each.services.push_back(read_member(member.get<std::string>()));
    ids_.service_templates[each.name] = {static_cast<std::uint32_t>(model_.service_templates.size())};
    model_.service_templates.push_back(std::move(each));
  }

  void read_group(const json& call, const json& request) {
    if (request.at("SortPolicys") != true) throw std::runtime_error("without SortPolicys the order is not applied");
    Group group;
    group.name = call.at("object");
    group.id = request.at("SecurityGroupId");
    const auto own = ids_.groups.find(group.id);
    if (own != ids_.groups.end()) group.point = own->second;
    const auto balancer = balancer_groups_.find(group.id);
    group.of_balancer = balancer != balancer_groups_.end();
    if (group.of_balancer) group.point = balancer->second;
    cloud::demand_known_members(request.at("SecurityGroupPolicySet"), {"Ingress", "Egress"});
    for (const ir::Direction direction : ir::kDirections) {
      const char* const key = direction == ir::Direction::Inbound ? "Ingress" : "Egress";
      const json& rules = request.at("SecurityGroupPolicySet").at(key);
      if (rules.empty()) throw std::runtime_error(fmt::format("{} is empty and would be left as it was", key));
      for (const json& rule : rules) group.list(direction).entries.push_back(read_entry(rule, ids_));
    }
    by_id_[group.id] = static_cast<std::uint32_t>(model_.groups.size());
    model_.groups.push_back(std::move(group));
  }

  void read_instance(const json& request) {
    const std::string id = request.at("InstanceIds").at(0);
    const auto instance = instances_.find(id);
    if (instance == instances_.end()) throw std::runtime_error(fmt::format("no instance has the id «{}»", id));
    Attachment attachment{instance->second, id, {}};
    for (const json& each : request.at("SecurityGroups")) {
      const auto group = by_id_.find(each.get<std::string>());
      const auto point = ids_.groups.find(each.get<std::string>());
      AttachedGroup attached;
      if (group != by_id_.end()) attached.group = group->second;
      if (point != ids_.groups.end()) attached.point = point->second;
      attachment.groups.push_back(attached);
    }
    model_.attachments.push_back(std::move(attachment));
  }

  void read_acl(const json& request) {
    Acl acl;
    acl.id = request.at("NetworkAclId");
    const auto own = acls_.find(acl.id);
    if (own == acls_.end()) throw std::runtime_error(fmt::format("no acl has the id «{}»", acl.id));
    acl.point = own->second;
    acl.quintuple = request.contains("NetworkAclQuintupleSet");
    const json& set = request.at(acl.quintuple ? "NetworkAclQuintupleSet" : "NetworkAclEntrySet");
    cloud::demand_known_members(set, {"Ingress", "Egress"});
    for (const ir::Direction direction : ir::kDirections) {
      std::vector<json> rules = set.at(direction == ir::Direction::Inbound ? "Ingress" : "Egress");
      if (rules.empty()) throw std::runtime_error("a direction is empty and would be left as it was");
      std::stable_sort(rules.begin(), rules.end(), [](const json& a, const json& b) {
        return a.at("Priority").get<int>() < b.at("Priority").get<int>();
      });
      for (const json& rule : rules) {
        acl.list(direction).entries.push_back(read_acl_entry(rule, acl.quintuple, direction));
      }
    }
    model_.acls.push_back(std::move(acl));
  }

  const ir::Policy& policy_;
  Model model_;
  KnownIds ids_;
  std::map<std::string, ir::PointId, std::less<>> balancer_groups_;
  std::map<std::string, ir::PointId, std::less<>> instances_;
  std::map<std::string, ir::PointId, std::less<>> acls_;
  std::map<std::string, std::uint32_t, std::less<>> by_id_;
};

}  // namespace

Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options) {
  Reading reading(policy, options);
  Model model;
  cloud::read_plan(
      files, kFolder, [&](const json& call) { reading.read(call); }, [&] { model = std::move(reading).take(); });
  return model;
}

}  // namespace sgc::targets::tencent
