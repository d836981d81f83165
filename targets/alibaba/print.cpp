#include "targets/alibaba/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "targets/alibaba/print_rules.h"
#include "targets/cloud/groups_section.h"
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

// When a rule of a level and verdict is added. Nobody meets a new group's rules before it is attached: they come in two
// calls. Those of a bound group come level by level, and within a level drops first: then no packet is denied, not for a
// moment, that both the old rules and the new let through, and none let through that both deny.
Phase phase_of(const Group& group, Level level, bool accept) {
  if (group.created) return accept ? Phase::Allow : Phase::Deny;
  if (level == kClosingLevel) return Phase::Revoke;  // takes away, or opens, what was so by default
  return level == kFirstLevel && !accept ? Phase::Deny : Phase::Allow;
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
      if (group.created || group.inner_access) set_inner_access(group);
    }
    for (const bool accept : {false, true}) {
      for (std::size_t i = 0; i < model_.groups.size(); ++i) {
        if (model_.groups[i].created) fill(i, accept, {kFirstLevel, kClosingLevel});
      }
    }
    for (Level level = kFirstLevel; level <= kClosingLevel; ++level) {
      for (const bool accept : {false, true}) {
        for (std::size_t i = 0; i < model_.groups.size(); ++i) {
          if (!model_.groups[i].created) fill(i, accept, {level, level});
        }
      }
    }
    for (const Attachment& attachment : model_.attachments) attach(attachment);
    for (std::size_t i = 0; i < model_.groups.size(); ++i) revoke(i);
    for (const Group& group : model_.groups) {
      if (!group.created && !group.inner_access) set_inner_access(group);
    }
    for (const Attachment& attachment : model_.attachments) say_mixed(attachment);
    cloud::add_groups_section(plan_, model_.groups, kNameRule);
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
    whats_[id] = fmt::format("id of the network of {} (vpc-…)", point != nullptr ? point->name : group.name);
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

  // A new basic group's machines reach each other. Where there may be machines already, taking that away comes last: an
  // old drop may stand over what the new rules let through between them until it is revoked.
  void set_inner_access(const Group& group) {
    if (group.enterprise) return;
    JsonObject json = request();
    json.add("SecurityGroupId", group.id).add("InnerAccessPolicy", group.inner_access ? "Accept" : "Drop");
    const Phase phase = group.inner_access ? Phase::Allow : group.created ? Phase::Create : Phase::Revoke;
    plan_.add(call(phase, "ModifySecurityGroupPolicy", group.name, group.where, json));
  }

  // Adds the rules of one verdict whose levels are between those two.
  void fill(std::size_t index, bool accept, std::pair<Level, Level> levels) {
    const Group& group = model_.groups[index];
    const Phase phase = phase_of(group, levels.first, accept);
    for (const ir::Direction direction : ir::kDirections) {
      std::vector<Json> permissions;
      for (const Entry& entry : group.list(direction).entries) {
        const bool here = entry.accept == accept && levels.first <= entry.level && entry.level <= levels.second;
        if (here) permissions.push_back(permission_json(entry, direction, ids_));
      }
      for (std::size_t at = 0; at < permissions.size(); at += kMostPermissions) {
        const auto chunk = std::span(permissions).subspan(at, std::min(kMostPermissions, permissions.size() - at));
        JsonObject json = request();
        json.add("SecurityGroupId", group.id).add("Permissions", json_array(chunk));
        const CallId made = plan_.add(call(phase, direction_action("Authorize", direction), group.name, group.where, json));
        fills_[index].push_back(made);
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
      if (here) add_fills(after, attached.group);
    }
    JsonObject json;
    json.add("InstanceId", attachment.id).add("SecurityGroupIds", cloud::json_strings(groups));
    Call attach = call(Phase::Attach, "ModifyInstanceAttribute", instance.name, instance.span, json);
    attach.after = std::move(after);
    plan_.add(std::move(attach));
  }

  // What must be there before a group takes traffic: all but what comes last anyway.
  void add_fills(std::vector<CallId>& after, std::uint32_t group) const {
    for (const CallId id : fills_[group]) {
      if (plan_.calls()[id.index].phase != Phase::Revoke) after.push_back(id);
    }
  }

  // The rules that a group had before, which only the cloud knows. From the last in effect to the first, so that what
  // is left decides as all of them did.
  void revoke(std::size_t index) {
    const Group& group = model_.groups[index];
    if (group.created) return;
    for (const ir::Direction direction : ir::kDirections) {
      const std::string ids = placeholder(group.name, fmt::format("old-{}", to_string(direction)));
      whats_[ids] = fmt::format("ids of the {} rules that {} has and this plan does not (sgr-…), of high priority numbers "
                                "first, accepts before drops of the same number, joined by \",\"; none: leave the call out",
                                to_string(direction), group.name);
      JsonObject json = request();
      json.add("SecurityGroupId", group.id).add("SecurityGroupRuleId", cloud::json_strings(std::vector{ids}));
      fills_[index].push_back(
          plan_.add(call(Phase::Revoke, direction_action("Revoke", direction), group.name, group.where, json)));
    }
  }

  // The levels of several groups count together, and their old rules do: these cannot be taken away in one order.
  void say_mixed(const Attachment& attachment) {
    if (attachment.groups.size() < 2) return;
    std::vector<CallId> calls;
    for (const AttachedGroup& attached : attachment.groups) {
      if (attached.group == AttachedGroup::kElsewhere || model_.groups[attached.group].created) continue;
      calls.insert(calls.end(), fills_[attached.group].begin(), fills_[attached.group].end());
    }
    if (!calls.empty()) plan_.say_mixed({policy_.point(attachment.instance).name, std::move(calls)});
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
  std::vector<std::vector<CallId>> fills_;  // by group: what adds its rules, and takes the old away
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
