#include "targets/tencent/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "targets/cloud/groups_section.h"
#include "targets/cloud/placeholder.h"
#include "targets/tencent/balancers.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/print_rules.h"
#include "targets/tencent/templates.h"

namespace sgc::targets::tencent {
namespace {

using cloud::Call;
using cloud::CallId;
using cloud::Json;
using cloud::JsonObject;
using cloud::Phase;
using cloud::placeholder;

constexpr std::string_view kNetworkPart = "vpc";
constexpr std::string_view kBalancerPart = "lb";

// Listeners' protocols in the API's words.
struct ListenerWord {
  std::string_view policy;
  std::string_view api;
  bool checks_by_rule;  // health checks belong to its forwarding rules
};
constexpr ListenerWord kListenerWords[] = {
    {"tcp", "TCP", false}, {"udp", "UDP", false}, {"tls", "TCP_SSL", false}, {"http", "HTTP", true}, {"https", "HTTPS", true}};

const ListenerWord& word_of(const ir::Listener& listener) {
  const auto found = std::find_if(std::begin(kListenerWords), std::end(kListenerWords),
                                  [&](const ListenerWord& word) { return word.policy == listener.protocol; });
  return found == std::end(kListenerWords) ? kListenerWords[0] : *found;
}

Json tags_json(const ir::Point& point) {
  std::vector<Json> elements;
  for (const auto& [key, value] : point.tags) {
    elements.push_back(JsonObject()
                           .add("Key", cloud::fit_text(key, kDescriptionRule))
                           .add("Value", cloud::fit_text(value, kDescriptionRule))
                           .done());
  }
  return json_array(elements);
}

std::string_view kind_of(const ir::Point& point) {
  if (point.load_balancer() != nullptr) return "load balancer";
  if (point.instance() != nullptr) return "instance";
  return point.acl() != nullptr ? "network ACL" : "security group";
}

std::string_view id_form(const ir::Point& point) {
  if (point.load_balancer() != nullptr) return "lb-…";
  if (point.instance() != nullptr) return "ins-…";
  return point.acl() != nullptr ? "acl-…" : "sg-…";
}

class Printing {
 public:
  Printing(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options)
      : model_(model), policy_(policy), sources_(sources), options_(options), ids_(model, policy, options) {}

  cloud::Plan run() && {
    create_templates();
    for (const Group& group : model_.groups) create(group);
    for (const Acl& acl : model_.acls) write(acl);
    fill(false);
    fill(true);
    for (const Attachment& attachment : model_.attachments) attach(attachment);
    for (const Balancer& balancer : model_.balancers) write(balancer);
    cloud::add_groups_section(plan_, model_.groups, kNameRule);
    name_what_can_be_asked_for();
    cloud::ask_for_the_rest(plan_, whats_);
    return std::move(plan_);
  }

 private:
  Call call(Phase phase, std::string_view service, std::string_view action, const std::string& object, const Span& where,
            const JsonObject& request) const {
    const std::string_view version = service == api::kClb ? api::kClbVersion : api::kVpcVersion;
    const std::string source =
        where.known() ? fmt::format("{}:{}", sources_.name(where.file), sources_.line(where)) : std::string();
    return {phase, std::string(service), std::string(action), std::string(version), object, source, request.done(), {}, {}, {}};
  }

  void create_templates() {
    for (const AddressTemplateSet& set : model_.address_sets) create(set);
    for (const ServiceTemplate& each : model_.service_templates) {
      std::vector<std::string> members;
      for (const Service& service : each.services) members.push_back(member_text(service));
      JsonObject request;
      request.add("ServiceTemplateName", each.name).add("Services", cloud::json_strings(members));
      Call create = call(Phase::Create, api::kVpc, "CreateServiceTemplate", each.name, {}, request);
      const auto index = static_cast<std::uint32_t>(&each - model_.service_templates.data());
      create.creates.push_back({ids_.service_template({index}), "ServiceTemplate.ServiceTemplateId"});
      plan_.add(std::move(create));
    }
  }

  void create(const AddressTemplateSet& set) {
    std::vector<std::string> ids;
    for (std::size_t part = 0; part < set.templates.size(); ++part) {
      std::vector<std::string> members;
      for (const AddressRange& range : set.templates[part]) members.push_back(to_string(range));
      ids.push_back(Ids::address_template(set, part));
      const std::string name = set.templates.size() == 1 ? set.name : fmt::format("{}.{}", set.name, part + 1);
      JsonObject request;
      request.add("AddressTemplateName", cloud::fit_name(name, kNameRule)).add("Addresses", cloud::json_strings(members));
      Call create = call(Phase::Create, api::kVpc, "CreateAddressTemplate", name, {}, request);
      create.creates.push_back({ids.back(), "AddressTemplate.AddressTemplateId"});
      plan_.add(std::move(create));
    }
    if (set.templates.size() == 1) return;

    JsonObject request;
    request.add("AddressTemplateGroupName", cloud::fit_name(set.name, kNameRule));
    request.add("AddressTemplateIds", cloud::json_strings(ids));
    Call create = call(Phase::Create, api::kVpc, "CreateAddressTemplateGroup", set.name, {}, request);
    const auto index = static_cast<std::uint32_t>(&set - model_.address_sets.data());
    create.creates.push_back({ids_.address_set({index}), "AddressTemplateGroup.AddressTemplateGroupId"});
    plan_.add(std::move(create));
  }

  void create(const Group& group) {
    if (!group.created) return;
    JsonObject request;
    request.add("GroupName", cloud::fit_name(group.name, kNameRule)).add("GroupDescription", group.description);
    if (group.point.known() && !policy_.point(group.point).tags.empty()) {
      request.add("Tags", tags_json(policy_.point(group.point)));
    }
    Call create = call(Phase::Create, api::kVpc, "CreateSecurityGroup", group.name, group.where, request);
    create.creates.push_back({group.id, "SecurityGroup.SecurityGroupId"});
    plan_.add(std::move(create));
  }

  // Rules of all groups but load balancers', then of those: a load balancer hands on only what its backends take.
  void fill(bool balancers) {
    fills_.resize(model_.groups.size());
    for (std::size_t i = 0; i < model_.groups.size(); ++i) {
      const Group& group = model_.groups[i];
      if (group.of_balancer != balancers) continue;
      JsonObject request;
      request.add("SecurityGroupId", group.id).add("SecurityGroupPolicySet", policy_set_json(group, ids_));
      request.add("SortPolicys", cloud::json_bool(true));
      const Phase phase = group.point.known() ? Phase::Allow : Phase::Deny;  // blacklists alone only deny
      fills_[i] = plan_.add(call(phase, api::kVpc, "ModifySecurityGroupPolicies", group.name, group.where, request));
    }
  }

  void attach(const Attachment& attachment) {
    const ir::Point& instance = policy_.point(attachment.instance);
    std::vector<std::string> groups;
    std::vector<CallId> after;
    for (const AttachedGroup& attached : attachment.groups) {
      const bool here = attached.group != AttachedGroup::kElsewhere;
      groups.push_back(here ? model_.groups[attached.group].id : ids_.group(attached.point));
      if (here) after.push_back(fills_[attached.group]);
    }
    JsonObject request;
    request.add("InstanceIds", cloud::json_strings(std::vector{attachment.id}));
    request.add("SecurityGroups", cloud::json_strings(groups));
    Call attach = call(Phase::Attach, api::kCvm, "ModifyInstancesAttribute", instance.name, instance.span, request);
    attach.after = std::move(after);
    say_mixed(attachment, plan_.add(std::move(attach)));
  }

  // One call sets a group, and one puts new groups on an instance. Bound ones beside others are in force already, and
  // change one by one.
  void say_mixed(const Attachment& attachment, CallId attached) {
    if (attachment.groups.size() < 2) return;
    std::vector<CallId> calls;
    for (const AttachedGroup& each : attachment.groups) {
      if (each.group != AttachedGroup::kElsewhere && !model_.groups[each.group].created) calls.push_back(fills_[each.group]);
    }
    if (calls.empty()) return;
    calls.push_back(attached);
    plan_.say_mixed({policy_.point(attachment.instance).name, std::move(calls)});
  }

  void write(const Balancer& balancer) {
    const ir::Point& point = policy_.point(balancer.point);
    check(balancer, point);
    for (const ir::Listener& listener : point.load_balancer()->listeners) check(balancer, point, listener);

    std::vector<CallId> after = backend_fills(point);
    if (balancer.attach) {
      JsonObject request;
      request.add("LoadBalancerId", balancer.id);
      request.add("SecurityGroups", cloud::json_strings(std::vector{model_.groups[balancer.group].id}));
      Call attach = call(Phase::Attach, api::kClb, "SetLoadBalancerSecurityGroups", point.name, point.span, request);
      attach.after = {fills_[balancer.group]};
      after.push_back(plan_.add(std::move(attach)));
    }
    JsonObject request;
    request.add("LoadBalancerId", balancer.id).add("LoadBalancerPassToTarget", cloud::json_bool(false));
    Call judge = call(Phase::Revoke, api::kClb, "ModifyLoadBalancerAttributes", point.name, point.span, request);
    judge.after = std::move(after);
    plan_.add(std::move(judge));
  }

  std::vector<CallId> backend_fills(const ir::Point& point) const {
    std::vector<CallId> fills;
    for (const ir::Listener& listener : point.load_balancer()->listeners) {
      for (std::size_t i = 0; i < model_.groups.size(); ++i) {
        if (model_.groups[i].point == listener.backend) fills.push_back(fills_[i]);
      }
    }
    return fills;
  }

  // What the policy takes for granted of a load balancer: its network, and whether backends see it or its clients.
  void check(const Balancer& balancer, const ir::Point& point) {
    const bool inside = is_private(policy_, point);
    JsonObject request;
    request.add("LoadBalancerIds", cloud::json_strings(std::vector{balancer.id}));
    Call check = call(Phase::Check, api::kClb, "DescribeLoadBalancers", point.name, point.span, request);
    check.expects.push_back({"LoadBalancerSet[0].LoadBalancerType", cloud::json_string(inside ? "INTERNAL" : "OPEN")});
    if (facts_of(policy_, point).seen == SeenByBackends::Balancer) {
      check.expects.push_back({"LoadBalancerSet[0].Snat", cloud::json_bool(point.load_balancer()->snat)});
    }
    plan_.add(std::move(check));
  }

  // From where its health checks come: 0 the VIP, 1 100.64.0.0/10.
  void check(const Balancer& balancer, const ir::Point& point, const ir::Listener& listener) {
    if (facts_of(policy_, point).health == HealthChecks::LetInAnyway) return;
    const ListenerWord& word = word_of(listener);
    JsonObject request;
    request.add("LoadBalancerId", balancer.id).add("Protocol", word.api);
    request.add("Port", cloud::json_number(listener.port));
    const std::string object = fmt::format("{} {}", point.name, listener.name);
    Call check = call(Phase::Check, api::kClb, "DescribeListeners", object, listener.span, request);
    const std::string_view owner = word.checks_by_rule ? "Listeners[0].Rules[]" : "Listeners[0]";
    check.expects.push_back({fmt::format("{}.HealthCheck.SourceIpType", owner),
                             cloud::json_number(options_.reserved_health ? 1 : 0)});
    plan_.add(std::move(check));
  }

  void write(const Acl& acl) {
    const ir::Point& point = policy_.point(acl.point);
    if (acl.created) {
      create(acl, point);
    } else {
      check(acl, point);
    }
    JsonObject request;
    request.add("NetworkAclId", acl.id);
    request.add(acl.quintuple ? "NetworkAclQuintupleSet" : "NetworkAclEntrySet", acl_set_json(acl));
    const CallId filled =
        plan_.add(call(Phase::Deny, api::kVpc, "ModifyNetworkAclEntries", point.name, point.span, request));
    if (!acl.created) return;

    JsonObject association;
    association.add("NetworkAclId", acl.id).add("SubnetIds", cloud::json_strings(subnets_of(point)));
    Call associate = call(Phase::Deny, api::kVpc, "AssociateNetworkAclSubnets", point.name, point.span, association);
    associate.after = {filled};
    plan_.add(std::move(associate));
  }

  // Entries of one type cannot go into an ACL of the other.
  void check(const Acl& acl, const ir::Point& point) {
    JsonObject request;
    request.add("NetworkAclIds", cloud::json_strings(std::vector{acl.id}));
    Call check = call(Phase::Check, api::kVpc, "DescribeNetworkAcls", point.name, point.span, request);
    check.expects.push_back({"NetworkAclSet[0].NetworkAclType", cloud::json_string(acl.quintuple ? "QUINTUPLE" : "TRIPLE")});
    plan_.add(std::move(check));
  }

  void create(const Acl& acl, const ir::Point& point) {
    const bool in_network = point.network.known();
    const std::string network =
        in_network ? options_.bindings.id(policy_.networks[point.network.index].name) : placeholder(point.name, kNetworkPart);
    if (!in_network) whats_[network] = fmt::format("id of the network of acl {} (vpc-…)", point.name);
    JsonObject request;
    request.add("VpcId", network).add("NetworkAclName", cloud::fit_name(point.name, kNameRule));
    request.add("NetworkAclType", acl.quintuple ? "QUINTUPLE" : "TRIPLE");
    if (!point.tags.empty()) request.add("Tags", tags_json(point));
    Call create = call(Phase::Create, api::kVpc, "CreateNetworkAcl", point.name, point.span, request);
    create.creates.push_back({acl.id, "NetworkAcl.NetworkAclId"});
    plan_.add(std::move(create));
  }

  std::vector<std::string> subnets_of(const ir::Point& point) {
    std::vector<std::string> ids;
    for (const Family family : kFamilies) {
      if (family == Family::V6 && !ids.empty()) continue;  // every subnet has IPv4, and is asked for by that
      for (const cloud::Cidr& block : cloud::cidrs_of(policy_.addresses(point.acl()->subnets), family)) {
        ids.push_back(placeholder(point.name, fmt::format("subnet-{}", ids.size() + 1)));
        whats_[ids.back()] = fmt::format("id of the subnet {} of acl {} (subnet-…)", to_string(block), point.name);
      }
    }
    return ids;
  }

  void name_what_can_be_asked_for() {
    for (const ir::Point& point : policy_.points) {
      whats_[placeholder(point.name)] = fmt::format("id of {} {} ({})", kind_of(point), point.name, id_form(point));
      if (point.load_balancer() == nullptr) continue;
      whats_[placeholder(point.name, kBalancerPart)] = whats_[placeholder(point.name)];
    }
    for (const ir::PrefixList& list : policy_.prefix_lists) {
      whats_[placeholder(list.name)] = fmt::format("id of prefix list {} (ipm-… or ipmg-…)", list.name);
    }
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
  std::vector<CallId> fills_;  // by group
  std::map<std::string, std::string> whats_;
};

}  // namespace

cloud::Plan plan_of(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options) {
  return Printing(model, policy, sources, options).run();
}

std::string command(const cloud::Call& call, std::string_view file, std::string_view region) {
  const std::string where = region.empty() ? std::string() : fmt::format(" --region {}", region);
  return fmt::format("tccli {} {}{} --cli-input-json file://{}", call.service, call.action, where, file);
}

}  // namespace sgc::targets::tencent
