#include "targets/aws/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "targets/aws/facts.h"
#include "targets/aws/lower.h"
#include "targets/aws/print_rules.h"
#include "targets/cloud/groups_section.h"
#include "targets/cloud/placeholder.h"
#include "targets/cloud/rule_text.h"

namespace sgc::targets::aws {
namespace {

using cloud::Call;
using cloud::CallId;
using cloud::Json;
using cloud::JsonObject;
using cloud::Phase;
using cloud::placeholder;

// The error that says that a group has a rule already: of one rule a call it means that the call is done.
constexpr std::string_view kThereAlready = "InvalidPermission.Duplicate";

Service everything() { return {}; }

// What a new group of a VPC lets out before anybody has said so, in one family.
bool is_default_egress(const Entry& entry, Family family) {
  const auto* const block = std::get_if<cloud::Cidr>(&entry.peer);
  return block != nullptr && entry.service == everything() && *block == cloud::Cidr{family, 0, 0};
}

bool has_default_egress(const GroupList& list, Family family) {
  return std::any_of(list.entries.begin(), list.entries.end(),
                     [&](const Entry& entry) { return is_default_egress(entry, family); });
}

std::string_view kind_of(const ir::Point& point) {
  if (point.load_balancer() != nullptr) return "load balancer";
  if (point.instance() != nullptr) return "instance";
  return point.acl() != nullptr ? "network ACL" : "security group";
}

std::string_view id_form(const ir::Point& point) {
  const ir::LoadBalancerPart* const balancer = point.load_balancer();
  if (balancer != nullptr) return balancer->kind == ir::LoadBalancerPart::Kind::Classic ? "its name" : "its ARN";
  if (point.instance() != nullptr) return "i-…";
  return point.acl() != nullptr ? "acl-…" : "sg-…";
}

class Printing {
 public:
  Printing(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options)
      : model_(model), policy_(policy), sources_(sources), options_(options), ids_(model, policy, options) {}

  cloud::Plan run() && {
    for (std::uint32_t i = 0; i < model_.prefix_lists.size(); ++i) create_list(i);
    created_.resize(model_.groups.size());
    fills_.resize(model_.groups.size());
    for (std::size_t i = 0; i < model_.groups.size(); ++i) make(i);
    fill(false);
    fill(true);
    for (const Acl& acl : model_.acls) write(acl);
    for (const Attachment& attachment : model_.attachments) attach(attachment);
    for (const Balancer& balancer : model_.balancers) write(balancer);
    for (const Group& group : model_.groups) revoke_old(group);
    cloud::add_groups_section(plan_, model_.groups, kNameRule);
    add_bound_rules();
    name_what_can_be_asked_for();
    cloud::ask_for_the_rest(plan_, whats_);
    return std::move(plan_);
  }

 private:
  Call call(Phase phase, std::string_view service, std::string_view action, const std::string& object, const Span& where,
            const JsonObject& request) const {
    return call(phase, service, action, object, where, request.done());
  }

  Call call(Phase phase, std::string_view service, std::string_view action, const std::string& object, const Span& where,
            Json request) const {
    const std::string_view version = service == api::kEc2   ? api::kEc2Version
                                     : service == api::kElb ? api::kElbVersion
                                                            : api::kElbV2Version;
    return {phase,  std::string(service), std::string(action), std::string(version), object, cloud::place_text(sources_, where),
            std::move(request), {}, {}, {}};
  }

  void create_list(std::uint32_t index) {
    const PrefixList& list = model_.prefix_lists[index];
    std::vector<Json> entries;
    for (const cloud::Cidr& block : list.entries) entries.push_back(JsonObject().add("Cidr", to_string(block)).done());
    JsonObject request;
    request.add("PrefixListName", list.name).add("Entries", json_array(entries));
    request.add("MaxEntries", cloud::json_number(static_cast<std::int64_t>(list.entries.size())));
    request.add("AddressFamily", list.family == Family::V4 ? "IPv4" : "IPv6");
    Call create = call(Phase::Create, api::kEc2, "CreateManagedPrefixList", list.name, {}, request);
    create.creates.push_back({ids_.own_list(index), "PrefixList.PrefixListId"});
    plan_.add(std::move(create));
  }

  void make(std::size_t index) {
    const Group& group = model_.groups[index];
    if (!group.created) {
      if (group.classic) expect_empty(group);
      return;
    }
    const ir::Point& point = policy_.point(group.point);
    JsonObject request;
    request.add("Description", group.description).add("GroupName", cloud::fit_name(group.name, kNameRule));
    if (!group.classic) request.add("VpcId", network_of(point));
    if (!point.tags.empty()) request.add("TagSpecifications", tag_specifications_json("security-group", point));
    Call create = call(Phase::Create, api::kEc2, "CreateSecurityGroup", group.name, group.where, request);
    if (!group.classic) create.creates.push_back({group.id, "GroupId"});
    created_[index] = plan_.add(std::move(create));
    if (!group.classic) revoke_default_egress(index, point);
  }

  // No call sets a group's rules, and in EC2-Classic rules have no ids by which to take them away: a bound group has to
  // be empty there.
  void expect_empty(const Group& group) {
    JsonObject request;
    request.add(is_name(group) ? "GroupNames" : "GroupIds", cloud::json_strings(std::vector{group.id}));
    Call check = call(Phase::Check, api::kEc2, "DescribeSecurityGroups", group.name, group.where, request);
    check.expects.push_back({"SecurityGroups[0].IpPermissions", cloud::json_array({})});
    plan_.add(std::move(check));
  }

  bool has_v6(const ir::Point& point) const {
    return point.network.known() && !policy_.addresses(policy_.networks[point.network.index].cidr).empty(Family::V6);
  }

  // A new group lets everything out over IPv4, and over IPv6 where its network has that.
  void revoke_default_egress(std::size_t index, const ir::Point& point) {
    const Group& group = model_.groups[index];
    const bool v4 = !has_default_egress(group.egress, Family::V4);
    const bool v6 = has_v6(point) && !has_default_egress(group.egress, Family::V6);
    if (!v4 && !v6) return;
    std::vector<Entry> entries;
    if (v4) entries.push_back({everything(), cloud::Cidr{Family::V4, 0, 0}, {}, {}});
    if (v6) entries.push_back({everything(), cloud::Cidr{Family::V6, 0, 0}, {}, {}});
    JsonObject request;
    request.add("GroupId", group.id).add("IpPermissions", permissions_json(entries, policy_, ids_));
    fills_[index].push_back(
        plan_.add(call(Phase::Deny, api::kEc2, "RevokeSecurityGroupEgress", group.name, group.where, request)));
  }

  // Rules of all groups but load balancers', then of those: a load balancer hands on only what its backends take.
  void fill(bool balancers) {
    for (std::size_t i = 0; i < model_.groups.size(); ++i) {
      if (model_.groups[i].of_balancer != balancers) continue;
      for (const ir::Direction direction : ir::kDirections) authorize(i, direction);
    }
  }

  void authorize(std::size_t index, ir::Direction direction) {
    const Group& group = model_.groups[index];
    const bool outbound = direction == ir::Direction::Outbound;
    std::vector<Entry> entries = group.list(direction).entries;
    if (outbound && group.created) {  // what it has already
      const bool v6 = has_v6(policy_.point(group.point));
      std::erase_if(entries, [&](const Entry& entry) {
        return is_default_egress(entry, Family::V4) || (v6 && is_default_egress(entry, Family::V6));
      });
    }
    if (group.created || group.classic) {
      if (!entries.empty()) authorize(index, direction, entries);
      return;
    }
    // One rule a call: the service refuses a call whole for one rule that is there already, and that one is right.
    for (const Entry& entry : entries) authorize(index, direction, std::vector{entry});
  }

  void authorize(std::size_t index, ir::Direction direction, const std::vector<Entry>& entries) {
    const Group& group = model_.groups[index];
    JsonObject request;
    request.add(is_name(group) ? "GroupName" : "GroupId", group.id);
    request.add("IpPermissions", permissions_json(entries, policy_, ids_));
    const std::string action = group_action("Authorize", direction);
    Call fill = call(Phase::Allow, api::kEc2, action, group.name, group.where, request);
    if (group.created) fill.after.push_back(created_[index]);
    if (group.classic) add_named(fill.after, entries);
    fills_[index].push_back(plan_.add(std::move(fill)));
  }

  static std::string group_action(std::string_view verb, ir::Direction direction) {
    return fmt::format("{}SecurityGroup{}", verb, direction == ir::Direction::Outbound ? "Egress" : "Ingress");
  }

  // The rules that a bound group had before and is not to have, which only the cloud knows. A group lets through what any
  // of its rules does, so they go in any order once all of the new ones are there.
  void revoke_old(const Group& group) {
    if (group.created || group.classic) return;
    for (const ir::Direction direction : ir::kDirections) {
      const std::string ids = placeholder(group.name, fmt::format("{}{}", kOldPart, to_string(direction)));
      whats_[ids] = fmt::format("ids of the {} rules that {} has and boundGroups does not list (sgr-…), joined by \",\"; "
                                "none: leave the call out", to_string(direction), group.id);
      JsonObject request;
      request.add("GroupId", group.id).add("SecurityGroupRuleIds", cloud::json_strings(std::vector{ids}));
      Call revoke = call(Phase::Revoke, api::kEc2, group_action("Revoke", direction), group.name, group.where, request);
      revoke.after = fills_of(group);
      plan_.add(std::move(revoke));
    }
  }

  const std::vector<CallId>& fills_of(const Group& group) const {
    return fills_[static_cast<std::size_t>(&group - model_.groups.data())];
  }

  // EC2-Classic calls groups by name: no placeholder shows which must be there.
  void add_named(std::vector<CallId>& after, const std::vector<Entry>& entries) const {
    for (std::size_t i = 0; i < model_.groups.size(); ++i) {
      const Group& group = model_.groups[i];
      const bool named = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        const auto* const reference = std::get_if<GroupReference>(&entry.peer);
        return reference != nullptr && reference->point == group.point;
      });
      if (named && group.created && group.classic) after.push_back(created_[i]);
    }
  }

  static bool is_name(const Group& group) {
    return group.classic && !std::string_view(group.id).starts_with(kGroupIdStart);
  }

  void attach(const Attachment& attachment) {
    const ir::Point& instance = policy_.point(attachment.instance);
    std::vector<std::string> groups;
    std::vector<CallId> after;
    for (const AttachedGroup& attached : attachment.groups) {
      const bool here = attached.group != AttachedGroup::kElsewhere;
      groups.push_back(here ? model_.groups[attached.group].id : ids_.group(attached.point));
      if (here) after.insert(after.end(), fills_[attached.group].begin(), fills_[attached.group].end());
    }
    if (groups.empty() || is_classic(policy_, instance)) return;  // in EC2-Classic groups are given at launch alone
    JsonObject request;
    request.add("InstanceId", attachment.id).add("Groups", cloud::json_strings(groups));
    Call attach = call(Phase::Attach, api::kEc2, "ModifyInstanceAttribute", instance.name, instance.span, request);
    attach.after = std::move(after);
    plan_.add(std::move(attach));
  }

  void write(const Balancer& balancer) {
    if (!balancer.attach) return;
    const ir::Point& point = policy_.point(balancer.point);
    check(balancer, point);
    std::vector<std::string> groups;
    std::vector<CallId> after = backend_fills(point);
    for (const std::uint32_t group : balancer.groups) {
      groups.push_back(model_.groups[group].id);
      after.insert(after.end(), fills_[group].begin(), fills_[group].end());
    }
    JsonObject request;
    request.add(balancer.v2 ? "LoadBalancerArn" : "LoadBalancerName", balancer.id);
    request.add("SecurityGroups", cloud::json_strings(groups));
    Call attach = call(Phase::Attach, balancer.v2 ? api::kElbV2 : api::kElb,
                       balancer.v2 ? "SetSecurityGroups" : "ApplySecurityGroupsToLoadBalancer", point.name, point.span, request);
    attach.after = std::move(after);
    plan_.add(std::move(attach));
  }

  std::vector<CallId> backend_fills(const ir::Point& point) const {
    std::vector<CallId> fills;
    for (const ir::Listener& listener : point.load_balancer()->listeners) {
      for (std::size_t i = 0; i < model_.groups.size(); ++i) {
        if (model_.groups[i].point == listener.backend) fills.insert(fills.end(), fills_[i].begin(), fills_[i].end());
      }
    }
    return fills;
  }

  // What the policy takes for granted of a load balancer: its kind, and whether the internet reaches it.
  void check(const Balancer& balancer, const ir::Point& point) {
    using Part = ir::LoadBalancerPart;
    const Part& part = *point.load_balancer();
    const Json ids = cloud::json_strings(std::vector{balancer.id});
    JsonObject request;
    request.add(balancer.v2 ? "LoadBalancerArns" : "LoadBalancerNames", ids);
    Call check = call(Phase::Check, balancer.v2 ? api::kElbV2 : api::kElb, "DescribeLoadBalancers", point.name, point.span, request);
    const std::string_view answer = balancer.v2 ? "LoadBalancers[0]" : "LoadBalancerDescriptions[0]";
    if (balancer.v2) {
      check.expects.push_back({fmt::format("{}.Type", answer), cloud::json_string(part.snat ? "application" : "network")});
    }
    if (part.scheme != Part::Scheme::Unspecified) {
      const std::string_view scheme = part.scheme == Part::Scheme::Public ? "internet-facing" : "internal";
      check.expects.push_back({fmt::format("{}.Scheme", answer), cloud::json_string(scheme)});
    }
    if (!check.expects.empty()) plan_.add(std::move(check));
  }

  // A new network ACL is filled before it takes a subnet. A bound one is in force, so its denies come first.
  void write(const Acl& acl) {
    const ir::Point& point = policy_.point(acl.point);
    if (acl.created) {
      create(acl, point);
    } else {
      JsonObject request;
      request.add("NetworkAclIds", cloud::json_strings(std::vector{acl.id}));
      Call check = call(Phase::Check, api::kEc2, "DescribeNetworkAcls", point.name, point.span, request);
      check.expects.push_back({"NetworkAcls[0].Entries", fixed_entries_json(has_v6(point))});
      plan_.add(std::move(check));
    }
    std::vector<CallId> filled;
    for (const ir::Direction direction : ir::kDirections) {
      for (const AclEntry& entry : acl.list(direction).entries) {
        const Phase phase = acl.created ? Phase::Create : entry.allow ? Phase::Allow : Phase::Deny;
        filled.push_back(plan_.add(call(phase, api::kEc2, "CreateNetworkAclEntry", point.name, entry.where,
                                        acl_entry_json(acl.id, entry, direction))));
      }
    }
    if (acl.created) associate(acl, point, filled);
  }

  // What every network ACL has, and keeps: a deny of each family that its network has, both ways.
  static Json fixed_entries_json(bool v6) {
    std::vector<Json> entries;
    for (const bool egress : {true, false}) {
      for (const Family family : kFamilies) {
        if (family == Family::V6 && !v6) continue;
        const bool v4 = family == Family::V4;
        entries.push_back(JsonObject()
                              .add(v4 ? "CidrBlock" : "Ipv6CidrBlock", to_string(cloud::Cidr{family, 0, 0}))
                              .add("Egress", cloud::json_bool(egress))
                              .add("Protocol", "-1")
                              .add("RuleAction", "deny")
                              .add("RuleNumber", cloud::json_number(v4 ? kMostRuleNumber + 1 : kMostRuleNumber + 2))
                              .done());
      }
    }
    return json_array(entries);
  }

  void create(const Acl& acl, const ir::Point& point) {
    JsonObject request;
    request.add("VpcId", network_of(point));
    if (!point.tags.empty()) request.add("TagSpecifications", tag_specifications_json("network-acl", point));
    Call create = call(Phase::Create, api::kEc2, "CreateNetworkAcl", point.name, point.span, request);
    create.creates.push_back({acl.id, "NetworkAcl.NetworkAclId"});
    plan_.add(std::move(create));
  }

  void associate(const Acl& acl, const ir::Point& point, const std::vector<CallId>& filled) {
    std::size_t number = 0;
    for (const Family family : kFamilies) {
      for (const cloud::Cidr& block : cloud::cidrs_of(policy_.addresses(point.acl()->subnets), family)) {
        // A subnet has an IPv6 block beside its IPv4 one: asked for by the latter, where there is one.
        if (family == Family::V6 && number > 0) continue;
        const std::string id = placeholder(point.name, fmt::format("association-{}", ++number));
        whats_[id] = fmt::format("id of the association of subnet {} with its network ACL of now (aclassoc-…)", to_string(block));
        JsonObject request;
        request.add("AssociationId", id).add("NetworkAclId", acl.id);
        Call replace = call(Phase::Deny, api::kEc2, "ReplaceNetworkAclAssociation", point.name, point.span, request);
        replace.after = filled;
        plan_.add(std::move(replace));
      }
    }
  }

  // The network's id; and, once a network, a look at whether it has IPv6, on which the defaults of new groups depend.
  std::string network_of(const ir::Point& point) {
    const std::string id = ids_.network(point);
    if (!networks_.insert(id).second) return id;
    JsonObject request;
    request.add("VpcIds", cloud::json_strings(std::vector{id}));
    const std::string name(point.network.known() ? policy_.networks[point.network.index].name : kNetworkOwner);
    const Span where = point.network.known() ? policy_.networks[point.network.index].span : point.span;
    Call check = call(Phase::Check, api::kEc2, "DescribeVpcs", name, where, request);
    if (has_v6(point)) {
      check.expects.push_back(
          {"Vpcs[0].Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlockState.State", cloud::json_string("associated")});
    } else {
      check.expects.push_back({"Vpcs[0].Ipv6CidrBlockAssociationSet", cloud::json_array({})});
    }
    plan_.add(std::move(check));
    return id;
  }

  // All rules that a bound group is to have, for whoever looks which of its own are too many, and what the service
  // answers where it has one of them: see README.md.
  void add_bound_rules() {
    std::vector<Json> groups;
    for (const Group& group : model_.groups) {
      if (group.created) continue;
      std::vector<Json> rules;
      for (const ir::Direction direction : ir::kDirections) {
        for (const Entry& entry : group.list(direction).entries) rules.push_back(described_rule_json(entry, direction, ids_));
      }
      JsonObject json;
      json.add("GroupId", group.id);
      if (!group.classic) json.add("ThereAlready", kThereAlready);
      groups.push_back(json.add("SecurityGroupRules", json_array(rules)).done());
    }
    if (!groups.empty()) plan_.add_section({"boundGroups", json_array(groups)});
  }

  void name_what_can_be_asked_for() {
    for (const ir::Point& point : policy_.points) {
      whats_[placeholder(point.name)] = fmt::format("id of {} {} ({})", kind_of(point), point.name, id_form(point));
      if (point.load_balancer() == nullptr) continue;
      whats_[placeholder(point.name, kBalancerPart)] = whats_[placeholder(point.name)];
      whats_[placeholder(point.name, kGroupPart)] = fmt::format("id of the security group of load balancer {} (sg-…)", point.name);
    }
    for (const ir::PrefixList& list : policy_.prefix_lists) {
      whats_[placeholder(list.name)] = fmt::format("id of prefix list {} (pl-…)", list.name);
    }
    whats_[placeholder(kNetworkOwner, kNetworkPart)] = "id of the network of all that names none (vpc-…)";
    for (const ir::Network& network : policy_.networks) {
      whats_[placeholder(network.name)] = fmt::format("id of network {} (vpc-…)", network.name);
    }
  }

  const Model& model_;
  const ir::Policy& policy_;
  const SourceMap& sources_;
  const Options& options_;
  Ids ids_;
  cloud::Plan plan_;
  std::vector<CallId> created_;             // by group
  std::vector<std::vector<CallId>> fills_;  // by group: what must be done before it is put in force
  std::set<std::string> networks_;          // that were looked at
  std::map<std::string, std::string> whats_;
};

}  // namespace

cloud::Plan plan_of(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options) {
  return Printing(model, policy, sources, options).run();
}

std::string command(const Call& call, std::string_view file, std::string_view region) {
  std::string operation;
  for (const char c : call.action) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && !operation.empty()) operation += '-';
    operation += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::string where = region.empty() ? std::string() : fmt::format(" --region {}", region);
  return fmt::format("aws {} {}{} --cli-input-json file://{}", call.service, operation, where, file);
}

}  // namespace sgc::targets::aws
