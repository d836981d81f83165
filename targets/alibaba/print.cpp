#include "targets/alibaba/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "targets/alibaba/print_rules.h"
#include "targets/cloud/placeholder.h"
#include "targets/cloud/rule_text.h"

namespace sgc::targets::alibaba {
namespace {

using cloud::Call;
using cloud::CallId;
using cloud::Json;
using cloud::JsonObject;
using cloud::Phase;
using cloud::placeholder;

constexpr std::string_view kNetworkPart = "vpc";

std::string_view group_type(const Group& group) { return group.enterprise ? "enterprise" : "normal"; }

std::string direction_action(std::string_view verb, ir::Direction direction) {
  return fmt::format("{}SecurityGroup{}", verb, direction == ir::Direction::Inbound ? "" : "Egress");
}

Json tags_json(const ir::Point& point) {
  std::vector<Json> elements;
  for (const auto& [key, value] : point.tags) {
    elements.push_back(JsonObject()
                           .add("Key", cloud::fit_text(key, kGroupTextRule))
                           .add("Value", cloud::fit_text(value, kGroupTextRule))
                           .done());
  }
  return json_array(elements);
}

// What of a group's rules goes into one call.
enum class Part : std::uint8_t { Drops, Accepts, ClosingDrops };

Part part_of(const Group& group, const Entry& entry) {
  if (entry.accept) return Part::Accepts;
  // Where the group is filled already, a closing drop takes away what was let through by default: it comes last.
  return !group.created && entry.level == kClosingLevel ? Part::ClosingDrops : Part::Drops;
}

Phase phase_of(Part part) {
  switch (part) {
    case Part::Drops: return Phase::Deny;
    case Part::Accepts: return Phase::Allow;
    case Part::ClosingDrops: return Phase::Revoke;
  }
  return Phase::Deny;
}

class Printing {
 public:
  Printing(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options)
      : model_(model), policy_(policy), sources_(sources), options_(options), ids_(model, policy, options),
        fills_(model.groups.size()) {}

  cloud::Plan run() && {
    for (const Group& group : model_.groups) {
      if (group.created) {
        create(group);
      } else {
        check(group);
      }
      set_inner_access(group);
    }
    for (const Part part : {Part::Drops, Part::Accepts, Part::ClosingDrops}) {
      for (std::size_t i = 0; i < model_.groups.size(); ++i) fill(i, part);
    }
    for (const Attachment& attachment : model_.attachments) attach(attachment);
    for (const std::string_view verdict : {"accepts", "drops"}) {
      for (const Group& group : model_.groups) revoke(group, verdict);
    }
    add_objects();
    name_what_can_be_asked_for();
    cloud::ask_for_the_rest(plan_, whats_);
    return std::move(plan_);
  }

 private:
  Call call(Phase phase, std::string action, const std::string& object, const Span& where, const JsonObject& request) const {
    return {phase, std::string(kService), std::move(action), std::string(kVersion), object,
            cloud::place_text(sources_, where), request.done(), {}, {}, {}};
  }

  // A request begins with the region. Where the policy names none, whoever applies the plan does.
  JsonObject request() const {
    JsonObject json;
    json.add("RegionId", options_.region.empty() ? region_placeholder() : options_.region);
    return json;
  }

  static std::string region_placeholder() { return placeholder(kFolder, "region"); }

  const ir::Point* point_of(const Group& group) const {
    return group.point.known() ? &policy_.point(group.point) : nullptr;
  }

  // The network's id; empty in a classic network.
  std::string network_of(const Group& group) {
    if (group.classic) return {};
    const ir::Point* const point = point_of(group);
    if (point != nullptr && point->network.known()) return options_.bindings.id(policy_.networks[point->network.index].name);
    const std::string id = placeholder(point != nullptr ? point->name : group.name, kNetworkPart);
    whats_[id] = fmt::format("id of the network of {} (vpc-…)", group.name);
    return id;
  }

  void create(const Group& group) {
    JsonObject json = request();
    const std::string network = network_of(group);
    if (!network.empty()) json.add("VpcId", network);
    json.add("SecurityGroupName", cloud::fit_name(group.name, kNameRule)).add("SecurityGroupType", group_type(group));
    json.add("Description", group.description);
    const ir::Point* const point = point_of(group);
    if (point != nullptr && !point->tags.empty()) json.add("Tag", tags_json(*point));
    Call create = call(Phase::Create, "CreateSecurityGroup", group.name, group.where, json);
    create.creates.push_back({group.id, "SecurityGroupId"});
    plan_.add(std::move(create));
  }

  // What the plan takes for granted of a group that is there.
  void check(const Group& group) {
    JsonObject json = request();
    json.add("SecurityGroupIds", fmt::format("[\"{}\"]", group.id));
    Call check = call(Phase::Check, "DescribeSecurityGroups", group.name, group.where, json);
    constexpr std::string_view kFound = "SecurityGroups.SecurityGroup[0]";
    check.expects.push_back({fmt::format("{}.SecurityGroupType", kFound), cloud::json_string(group_type(group))});
    const ir::Point* const point = point_of(group);
    if (point == nullptr || group.classic) {
      check.expects.push_back({fmt::format("{}.VpcId", kFound), cloud::json_string("")});
    } else if (point->network.known()) {
      const std::string& name = policy_.networks[point->network.index].name;
      const ir::BoundId* const bound = options_.bindings.find(name);
      if (bound != nullptr) check.expects.push_back({fmt::format("{}.VpcId", kFound), cloud::json_string(bound->id)});
    }
    plan_.add(std::move(check));
  }

  // A new basic group's machines reach each other. Taking that away comes last where there may be machines already.
  void set_inner_access(const Group& group) {
    if (group.enterprise) return;
    JsonObject json = request();
    json.add("SecurityGroupId", group.id).add("InnerAccessPolicy", group.inner_access ? "Accept" : "Drop");
    const Phase phase = group.inner_access ? Phase::Allow : group.created ? Phase::Create : Phase::Revoke;
    plan_.add(call(phase, "ModifySecurityGroupPolicy", group.name, group.where, json));
  }

  void fill(std::size_t index, Part part) {
    const Group& group = model_.groups[index];
    for (const ir::Direction direction : ir::kDirections) {
      std::vector<Json> permissions;
      for (const Entry& entry : group.list(direction).entries) {
        if (part_of(group, entry) == part) permissions.push_back(permission_json(entry, direction, ids_));
      }
      for (std::size_t at = 0; at < permissions.size(); at += kMostPermissions) {
        const auto chunk = std::span(permissions).subspan(at, std::min(kMostPermissions, permissions.size() - at));
        JsonObject json = request();
        json.add("SecurityGroupId", group.id).add("Permissions", json_array(chunk));
        const CallId made =
            plan_.add(call(phase_of(part), direction_action("Authorize", direction), group.name, group.where, json));
        if (part != Part::ClosingDrops) fills_[index].push_back(made);
      }
    }
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
    JsonObject json;
    json.add("InstanceId", attachment.id).add("SecurityGroupIds", cloud::json_strings(groups));
    Call attach = call(Phase::Attach, "ModifyInstanceAttribute", instance.name, instance.span, json);
    attach.after = std::move(after);
    plan_.add(std::move(attach));
  }

  // The rules that a group had before, which only the cloud knows.
  void revoke(const Group& group, std::string_view verdict) {
    if (group.created) return;
    for (const ir::Direction direction : ir::kDirections) {
      const std::string name = fmt::format("old-{}-{}", to_string(direction), verdict);
      const std::string ids = placeholder(group.name, name);
      whats_[ids] = fmt::format("ids of the {} {} that {} has and this plan does not (sgr-…), joined by \",\"; none: leave "
                                "the call out", to_string(direction), verdict, group.name);
      JsonObject json = request();
      json.add("SecurityGroupId", group.id).add("SecurityGroupRuleId", cloud::json_strings(std::vector{ids}));
      plan_.add(call(Phase::Revoke, direction_action("Revoke", direction), group.name, group.where, json));
    }
  }

  // Which object of the policy is which at the cloud.
  void add_objects() {
    std::vector<Json> elements;
    for (const Group& group : model_.groups) {
      JsonObject json;
      json.add("name", group.name).add("called", cloud::fit_name(group.name, kNameRule)).add("id", group.id);
      json.add("created", cloud::json_bool(group.created));
      elements.push_back(json.done());
    }
    if (!elements.empty()) plan_.add_section({"securityGroups", json_array(elements)});
  }

  void name_what_can_be_asked_for() {
    whats_[region_placeholder()] = "id of the region (cn-hangzhou)";
    for (const ir::Point& point : policy_.points) {
      const bool machine = point.instance() != nullptr;
      whats_[placeholder(point.name)] =
          fmt::format("id of {} {} ({}-…)", machine ? "instance" : "security group", point.name, machine ? "i" : "sg");
    }
    for (const ir::PrefixList& list : policy_.prefix_lists) {
      whats_[placeholder(list.name)] = fmt::format("id of prefix list {} (pl-…)", list.name);
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
  std::vector<std::vector<CallId>> fills_;  // by group
  std::map<std::string, std::string> whats_;
};

}  // namespace

cloud::Plan plan_of(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options) {
  return Printing(model, policy, sources, options).run();
}

std::string command(const cloud::Call& call, std::string_view file, std::string_view) {
  // The command line takes no file: its arguments are the request's members, lists counted from 1.
  constexpr std::string_view kArguments =
      R"(paths(scalars) as $p | "--" + ([$p[] | if type == "number" then . + 1 else . end | tostring] | join(".")))"
      R"(, (getpath($p) | tostring))";
  return fmt::format("jq -r '{}' {} | tr '\\n' '\\0' | xargs -0 aliyun {} {}", kArguments, file, call.service, call.action);
}

}  // namespace sgc::targets::alibaba
