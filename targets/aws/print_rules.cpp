#include "targets/aws/print_rules.h"

#include <algorithm>

#include "targets/aws/facts.h"
#include "targets/aws/lower.h"

namespace sgc::targets::aws {
namespace {

using cloud::Json;
using cloud::JsonObject;

void add_service(JsonObject& json, const Service& service) {
  json.add("IpProtocol", protocol_name(service));
  if (!service.has_ports() && !service.is_icmp()) return;
  json.add("FromPort", cloud::json_number(service.from)).add("ToPort", cloud::json_number(service.to));
}

bool is_group_id(std::string_view id) { return id.starts_with(kGroupIdStart) || id.starts_with("@sgc:"); }

// The sources of one permission, by kind.
class Sources {
 public:
  Sources(const ir::Policy& policy, const Ids& ids) : policy_(policy), ids_(ids) {}

  void add(const Entry& entry) {
    const auto put = [&](std::vector<Json>& kind, JsonObject json) {
      if (!entry.description.empty()) json.add("Description", entry.description);
      kind.push_back(json.done());
    };
    if (const auto* block = std::get_if<cloud::Cidr>(&entry.peer)) {
      const bool v4 = block->family == Family::V4;
      put(v4 ? ranges_ : ranges6_, JsonObject().add(v4 ? "CidrIp" : "CidrIpv6", to_string(*block)));
    } else if (const auto* group = std::get_if<GroupReference>(&entry.peer)) {
      put(groups_, pair(group->point));
    } else {
      const auto* own = std::get_if<OwnListReference>(&entry.peer);
      const std::string id = own != nullptr ? ids_.own_list(own->index)
                                            : ids_.prefix_list(std::get<PrefixListReference>(entry.peer).list);
      put(lists_, JsonObject().add("PrefixListId", id));
    }
  }

  void write(JsonObject& json) const {
    if (!ranges_.empty()) json.add("IpRanges", json_array(ranges_));
    if (!ranges6_.empty()) json.add("Ipv6Ranges", json_array(ranges6_));
    if (!lists_.empty()) json.add("PrefixListIds", json_array(lists_));
    if (!groups_.empty()) json.add("UserIdGroupPairs", json_array(groups_));
  }

 private:
  JsonObject pair(ir::PointId id) const {
    const ir::Point& point = policy_.point(id);
    if (is_classic(policy_, point) && point.load_balancer() != nullptr) {
      return JsonObject().add("UserId", kClassicBalancerOwner).add("GroupName", kClassicBalancerGroup);
    }
    const std::string group = ids_.group(id);
    return JsonObject().add(is_group_id(group) ? "GroupId" : "GroupName", group);
  }

  const ir::Policy& policy_;
  const Ids& ids_;
  std::vector<Json> ranges_;
  std::vector<Json> ranges6_;
  std::vector<Json> lists_;
  std::vector<Json> groups_;
};

}  // namespace

Json permissions_json(std::span<const Entry> entries, const ir::Policy& policy, const Ids& ids) {
  std::vector<Service> order;
  std::map<Service, Sources> sources;
  for (const Entry& entry : entries) {
    const auto [at, is_new] = sources.try_emplace(entry.service, policy, ids);
    if (is_new) order.push_back(entry.service);
    at->second.add(entry);
  }
  std::vector<Json> elements;
  for (const Service& service : order) {
    JsonObject json;
    add_service(json, service);
    sources.at(service).write(json);
    elements.push_back(json.done());
  }
  return json_array(elements);
}

Json described_rule_json(const Entry& entry, ir::Direction direction, const Ids& ids) {
  JsonObject json;
  json.add("IsEgress", cloud::json_bool(direction == ir::Direction::Outbound));
  json.add("IpProtocol", protocol_name(entry.service));
  json.add("FromPort", cloud::json_number(entry.service.from)).add("ToPort", cloud::json_number(entry.service.to));
  if (const auto* block = std::get_if<cloud::Cidr>(&entry.peer)) {
    json.add(block->family == Family::V4 ? "CidrIpv4" : "CidrIpv6", to_string(*block));
  } else if (const auto* group = std::get_if<GroupReference>(&entry.peer)) {
    json.add("ReferencedGroupInfo", JsonObject().add("GroupId", ids.group(group->point)).done());
  } else if (const auto* own = std::get_if<OwnListReference>(&entry.peer)) {
    json.add("PrefixListId", ids.own_list(own->index));
  } else {
    json.add("PrefixListId", ids.prefix_list(std::get<PrefixListReference>(entry.peer).list));
  }
  return json.done();
}

Json acl_entry_json(const std::string& acl, const AclEntry& entry, ir::Direction direction) {
  const Service& service = entry.service;
  JsonObject json;
  json.add("NetworkAclId", acl).add("RuleNumber", cloud::json_number(entry.number));
  json.add("Protocol", fmt::format("{}", service.protocol)).add("RuleAction", entry.allow ? "allow" : "deny");
  json.add("Egress", cloud::json_bool(direction == ir::Direction::Outbound));
  json.add(entry.block.family == Family::V4 ? "CidrBlock" : "Ipv6CidrBlock", to_string(entry.block));
  if (service.has_ports()) {
    json.add("PortRange",
             JsonObject().add("From", cloud::json_number(service.from)).add("To", cloud::json_number(service.to)).done());
  }
  if (service.is_icmp()) {
    json.add("IcmpTypeCode",
             JsonObject().add("Type", cloud::json_number(service.from)).add("Code", cloud::json_number(service.to)).done());
  }
  return json.done();
}

Json tag_specifications_json(std::string_view resource, const ir::Point& point) {
  std::vector<Json> tags;
  for (const auto& [key, value] : point.tags) {
    tags.push_back(JsonObject()
                       .add("Key", cloud::fit_text(key, kTagKeyRule))
                       .add("Value", cloud::fit_text(value, kTagValueRule))
                       .done());
  }
  const Json one = JsonObject().add("ResourceType", resource).add("Tags", json_array(tags)).done();
  return json_array(std::vector{one});
}

}  // namespace sgc::targets::aws
