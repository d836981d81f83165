#include "targets/aws/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "targets/aws/facts.h"
#include "targets/aws/ids.h"
#include "targets/aws/list_writer.h"
#include "targets/aws/lower.h"
#include "targets/aws/read_rules.h"
#include "targets/cloud/placeholder.h"
#include "targets/cloud/read_plan.h"

namespace sgc::targets::aws {
namespace {

using cloud::placeholder;
using nlohmann::json;

// Follows a plan call by call: what each leaves behind.
class Reading {
 public:
  Reading(const ir::Policy& policy, const Options& options) : policy_(policy) {
    for (std::uint32_t i = 0; i < policy.points.size(); ++i) learn(ir::PointId{i}, options.bindings);
    for (std::uint32_t i = 0; i < policy.prefix_lists.size(); ++i) {
      ids_.prefix_lists.emplace(options.bindings.id(policy.prefix_lists[i].name), ir::PrefixListId{i});
    }
  }

  void read(const json& call) {
    const std::string action = call.at("action");
    const json& request = call.at("request");
    if (action == "CreateManagedPrefixList") create_list(call, request);
    if (action == "CreateSecurityGroup") create_group(call, request);
    if (action == "RevokeSecurityGroupIngress") revoke(request, ir::Direction::Inbound);
    if (action == "RevokeSecurityGroupEgress") revoke(request, ir::Direction::Outbound);
    if (action == "AuthorizeSecurityGroupIngress") add(request, ir::Direction::Inbound);
    if (action == "AuthorizeSecurityGroupEgress") add(request, ir::Direction::Outbound);
    if (action == "ModifyInstanceAttribute") read_instance(request);
    if (action == "CreateNetworkAclEntry") read_entry(request);
  }

  Model take() && {
    for (const Group& group : model_.groups) {
      for (const ir::Direction direction : ir::kDirections) refuse_repetitions(group.list(direction));
    }
    for (Acl& acl : model_.acls) {
      for (const ir::Direction direction : ir::kDirections) {
        std::vector<AclEntry>& entries = acl.list(direction).entries;
        std::sort(entries.begin(), entries.end(), [](const AclEntry& a, const AclEntry& b) { return a.number < b.number; });
        const auto twice = std::adjacent_find(entries.begin(), entries.end(), [](const AclEntry& a, const AclEntry& b) {
          return a.number == b.number;
        });
        if (twice != entries.end()) throw std::runtime_error(fmt::format("number {} is given twice", twice->number));
      }
    }
    return std::move(model_);
  }

 private:
  // The service refuses a call that adds what is there.
  static void refuse_repetitions(const GroupList& list) {
    std::set<std::string> seen;
    for (const Entry& entry : list.entries) {
      if (!seen.insert(match_text(entry)).second) throw std::runtime_error("a rule is added twice, which the service refuses");
    }
  }

  void learn(ir::PointId self, const cloud::Bindings& bindings) {
    const ir::Point& point = policy_.point(self);
    const std::string id = bindings.id(point.name);
    const bool classic = is_classic(policy_, point);
    if (point.security_group() != nullptr) {
      const bool by_name = classic && bindings.find(point.name) == nullptr && !point.external();
      know_group(by_name ? cloud::fit_name(point.name, kNameRule) : id, self);
    }
    if (point.instance() != nullptr) instances_.emplace(id, self);
    if (point.acl() != nullptr) {
      acls_.emplace(id, model_.acls.size());
      Acl& acl = model_.acls.emplace_back();
      acl.point = self;
      acl.id = id;
    }
    if (point.load_balancer() == nullptr) return;
    if (classic) {
      ids_.classic_balancer = self;
      return;
    }
    know_group(bindings.starts(point.name, kGroupIdStart) ? id : placeholder(point.name, kGroupPart), self);
  }

  void know_group(const std::string& id, ir::PointId point) {
    ids_.groups.emplace(id, point);
    Group group;
    group.id = id;
    group.point = point;
    by_id_.emplace(id, model_.groups.size());
    model_.groups.push_back(std::move(group));
  }

  Group& group(const json& request) {
    const std::string id = request.contains("GroupId") ? request.at("GroupId") : request.at("GroupName");
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) throw std::runtime_error(fmt::format("no group has the id «{}»", id));
    return model_.groups[found->second];
  }

  void create_list(const json& call, const json& request) {
    PrefixList list;
    list.name = request.at("PrefixListName");
    list.family = request.at("AddressFamily") == "IPv4" ? Family::V4 : Family::V6;
    for (const json& entry : request.at("Entries")) list.entries.push_back(read_block(entry.at("Cidr"), list.family));
    if (request.at("MaxEntries") != list.entries.size()) throw std::runtime_error("MaxEntries are not its entries");
    ids_.own_lists.emplace(call.at("creates").at(0).at("placeholder"), model_.prefix_lists.size());
    model_.prefix_lists.push_back(std::move(list));
  }

  // A further part of a group that is spread is met here first. A new group lets everything out.
  void create_group(const json& call, const json& request) {
    const std::string object = call.at("object");
    const std::string name = object.substr(0, object.find('.'));
    const bool classic = !request.contains("VpcId");
    const std::string id = classic ? request.at("GroupName") : call.at("creates").at(0).at("placeholder");
    if (!by_id_.contains(id)) {
      const auto point = policy_.find_point(name);
      if (!point) throw std::runtime_error(fmt::format("the policy has no «{}»", name));
      know_group(id, *point);
    }
    Group& made = model_.groups[by_id_.at(id)];
    made.classic = classic;
    if (classic) return;
    const ir::Point& point = policy_.point(made.point);
    const bool v6 = point.network.known() && !policy_.addresses(policy_.networks[point.network.index].cidr).empty(Family::V6);
    made.egress.entries.push_back({{}, cloud::Cidr{Family::V4, 0, 0}, {}, {}});
    if (v6) made.egress.entries.push_back({{}, cloud::Cidr{Family::V6, 0, 0}, {}, {}});
  }

  void revoke(const json& request, ir::Direction direction) {
    if (request.contains("SecurityGroupRuleIds")) return revoke_old(request, direction);
    std::vector<Entry>& entries = group(request).list(direction).entries;
    for (const Entry& gone : read_permissions(request.at("IpPermissions"), ids_)) {
      const auto count = std::erase_if(entries, [&](const Entry& entry) { return match_text(entry) == match_text(gone); });
      if (count == 0) throw std::runtime_error("what is revoked is not there");
    }
  }

  // Rules of a bound group that no call of the plan has added.
  void revoke_old(const json& request, ir::Direction direction) {
    const std::string& name = policy_.point(group(request).point).name;
    const std::string old = placeholder(name, fmt::format("{}{}", kOldPart, to_string(direction)));
    if (request.at("SecurityGroupRuleIds") != json::array({old})) {
      throw std::runtime_error("rules are revoked that the plan does not ask for");
    }
  }

  void add(const json& request, ir::Direction direction) {
    std::vector<Entry>& entries = group(request).list(direction).entries;
    for (Entry& entry : read_permissions(request.at("IpPermissions"), ids_)) entries.push_back(std::move(entry));
  }

  void read_instance(const json& request) {
    const std::string id = request.at("InstanceId");
    const auto instance = instances_.find(id);
    if (instance == instances_.end()) throw std::runtime_error(fmt::format("no instance has the id «{}»", id));
    Attachment attachment{instance->second, id, {}};
    for (const json& each : request.at("Groups")) {
      const auto found = by_id_.find(each.get<std::string>());
      if (found == by_id_.end()) throw std::runtime_error(fmt::format("no group has the id «{}»", each.get<std::string>()));
      const ir::PointId point = model_.groups[found->second].point;
      attachment.groups.push_back({static_cast<std::uint32_t>(found->second), point});
    }
    model_.attachments.push_back(std::move(attachment));
  }

  void read_entry(const json& request) {
    const std::string id = request.at("NetworkAclId");
    const auto acl = acls_.find(id);
    if (acl == acls_.end()) throw std::runtime_error(fmt::format("no acl has the id «{}»", id));
    const ir::Direction direction = request.at("Egress") ? ir::Direction::Outbound : ir::Direction::Inbound;
    model_.acls[acl->second].list(direction).entries.push_back(read_acl_entry(request));
  }

  const ir::Policy& policy_;
  Model model_;
  KnownIds ids_;
  std::map<std::string, std::size_t, std::less<>> by_id_;  // groups
  std::map<std::string, ir::PointId, std::less<>> instances_;
  std::map<std::string, std::size_t, std::less<>> acls_;
};

}  // namespace

Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options) {
  Reading reading(policy, options);
  Model model;
  cloud::read_plan(
      files, kFolder, [&](const json& call) { reading.read(call); }, [&] { model = std::move(reading).take(); });
  return model;
}

}  // namespace sgc::targets::aws
