#include "tests/cloud/aws_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace sgc::cloud_test {
namespace {

constexpr std::size_t kMostText = 255;
constexpr std::size_t kMostEntriesAtOnce = 100;
constexpr int kMostRuleNumber = 32766;
const std::set<std::string> kPermissionMembers{"IpProtocol", "FromPort",  "ToPort",          "IpRanges",
                                               "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"};

void demand(bool condition, const std::string& sentence) {
  if (!condition) throw std::runtime_error("the service refuses: " + sentence);
}

void demand_text(const std::string& text, const std::string& signs) {
  demand(text.size() <= kMostText, "a text over 255 characters");
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
    demand(plain || signs.find(c) != std::string::npos, "the character " + std::string(1, c) + " in " + text);
  }
}

const std::string kDescriptionSigns = "._-:/()#,@[]+=;{}!$*";  // what all kinds of source take

int number_of(const std::string& protocol) {
  if (protocol == "tcp") return 6;
  if (protocol == "udp") return 17;
  if (protocol == "icmp") return 1;
  if (protocol == "icmpv6") return 58;
  std::size_t used = 0;
  const int number = std::stoi(protocol, &used);
  demand(used == protocol.size() && number >= -1 && number <= 255, "protocol " + protocol);
  return number;
}

bool tests_numbers(int protocol) { return protocol == 6 || protocol == 17 || protocol == 1 || protocol == 58; }

}  // namespace

bool AwsService::Service::takes(const ir::Packet& packet, bool by_block) const {
  if (protocol == -1) return true;
  if (packet.protocol != protocol) return false;
  if (protocol == 6 || protocol == 17) return from <= packet.b && packet.b <= to;
  if (protocol != 1 && protocol != 58) return true;
  const bool own_family = (protocol == 1) == (packet.family == Family::V4);
  if (!own_family) return by_block && from == -1;  // ICMP's number in the other family: only where the block says so
  return (from == -1 || from == packet.a) && (to == -1 || to == packet.b);
}

AwsService::Service AwsService::read_service(const std::string& protocol, const json& numbers, const char* first,
                                             const char* last) {
  Service service{number_of(protocol), -1, -1};
  if (!tests_numbers(service.protocol)) {
    demand(!numbers.contains(first), "ports of another protocol mean nothing");
    return service;
  }
  service.from = numbers.at(first);
  service.to = numbers.at(last);
  if (service.protocol == 6 || service.protocol == 17) {
    demand(0 <= service.from && service.from <= service.to && service.to <= 65535, "ports out of order");
  } else {
    demand(-1 <= service.from && service.from <= 255 && -1 <= service.to && service.to <= 255, "an ICMP type");
    demand(service.from != -1 || service.to == -1, "a code without a type");
  }
  return service;
}

json AwsService::answer(const PlannedCall& call) {
  const json& request = call.request;
  const std::string version = call.service == "ec2" ? "2016-11-15" : call.service == "elb" ? "2012-06-01" : "2015-12-01";
  demand(call.version == version, "version " + call.version);
  if (call.phase == "check") return json::object();
  if (call.action == "CreateSecurityGroup") return create_group(request);
  if (call.action == "CreateManagedPrefixList") return create_list(request);
  if (call.action == "CreateNetworkAcl") {
    demand(request.contains("VpcId"), "no network");
    const std::string id = fmt::format("acl-{:08}", ++made_);
    acls_[id];
    return {{"NetworkAcl", {{"NetworkAclId", id}}}};
  }
  if (call.action == "AuthorizeSecurityGroupIngress") {
    authorize(request, ir::Direction::Inbound);
  } else if (call.action == "AuthorizeSecurityGroupEgress") {
    authorize(request, ir::Direction::Outbound);
  } else if (call.action == "RevokeSecurityGroupEgress") {
    revoke(request, ir::Direction::Outbound);
  } else if (call.action == "RevokeSecurityGroupIngress") {
    revoke(request, ir::Direction::Inbound);
  } else if (call.action == "CreateNetworkAclEntry") {
    create_entry(request);
  } else if (call.action == "ReplaceNetworkAclAssociation") {
    demand(acls_.contains(request.at("NetworkAclId")), "no such network ACL");
  } else if (call.action == "ModifyInstanceAttribute") {
    const auto groups = request.at("Groups").get<std::vector<std::string>>();
    for (const std::string& id : groups) demand(groups_.contains(id), "no group " + id);
    instances_[request.at("InstanceId")] = groups;
  } else if (call.action == "SetSecurityGroups" || call.action == "ApplySecurityGroupsToLoadBalancer") {
    const bool v2 = call.action == "SetSecurityGroups";
    demand(call.service == (v2 ? "elbv2" : "elb"), "another service's call");
    const auto groups = request.at("SecurityGroups").get<std::vector<std::string>>();
    for (const std::string& id : groups) demand(groups_.contains(id), "no group " + id);
    balancers_[request.at(v2 ? "LoadBalancerArn" : "LoadBalancerName")] = groups;
  } else {
    throw std::runtime_error("the service knows no " + call.action);
  }
  return {{"Return", true}};
}

json AwsService::create_group(const json& request) {
  const std::string name = request.at("GroupName");
  demand_text(name, kDescriptionSigns);
  demand(!name.starts_with("sg-"), "a name like an id");
  demand(!request.at("Description").get<std::string>().empty(), "no description");
  demand_text(request.at("Description"), kDescriptionSigns);
  const bool classic = !request.contains("VpcId");
  const std::string id = classic ? name : fmt::format("sg-{:08}", ++made_);
  demand(!groups_.contains(id), "the group is there already");
  Group group;
  group.classic = classic;
  if (!classic) {
    group.egress.push_back({{}, "CidrIp", "0.0.0.0/0", {read_cidr("0.0.0.0/0", Family::V4)}});
    if (v6_.contains(request.at("VpcId"))) group.egress.push_back({{}, "CidrIpv6", "::/0", {read_cidr("::/0", Family::V6)}});
  }
  groups_[id] = group;
  return {{"GroupId", id}};
}

json AwsService::create_list(const json& request) {
  const std::string family = request.at("AddressFamily");
  demand(family == "IPv4" || family == "IPv6", "family " + family);
  demand(request.at("Entries").size() <= kMostEntriesAtOnce, "more entries than a call takes");
  demand(request.at("Entries").size() <= request.at("MaxEntries").get<std::size_t>(), "more entries than MaxEntries");
  const std::string id = fmt::format("pl-{:08}", ++made_);
  for (const json& entry : request.at("Entries")) {
    lists_[id].push_back(read_cidr(entry.at("Cidr"), family == "IPv4" ? Family::V4 : Family::V6));
  }
  return {{"PrefixList", {{"PrefixListId", id}}}};
}

AwsService::Group& AwsService::group_of(const json& request) {
  demand(request.contains("GroupId") != request.contains("GroupName"), "a group is called by its id or its name");
  const bool by_id = request.contains("GroupId");
  const std::string id = request.at(by_id ? "GroupId" : "GroupName");
  demand(groups_.contains(id), "no group " + id);
  Group& group = groups_[id];
  demand(by_id || group.classic, "a group of a network is called by its id");
  return group;
}

std::vector<AwsService::Rule> AwsService::read_permissions(const json& permissions) const {
  std::vector<Rule> rules;
  for (const json& permission : permissions) {
    for (const auto& [key, value] : permission.items()) demand(kPermissionMembers.contains(key), "unknown member " + key);
    const Service service = read_service(permission.at("IpProtocol"), permission, "FromPort", "ToPort");
    const std::size_t before = rules.size();
    const auto read = [&](const char* key, const char* member, auto ranges) {
      if (!permission.contains(key)) return;
      for (const json& each : permission.at(key)) {
        if (each.contains("Description")) demand_text(each.at("Description"), kDescriptionSigns);
        const char* const kind = each.contains(member) ? member : "GroupName";
        std::string source = each.at(kind);
        if (each.contains("UserId")) source = each.at("UserId").get<std::string>() + "/" + source;
        rules.push_back({service, kind, source, ranges(source)});
      }
    };
    read("IpRanges", "CidrIp", [](const std::string& text) { return std::vector{read_cidr(text, Family::V4)}; });
    read("Ipv6Ranges", "CidrIpv6", [](const std::string& text) { return std::vector{read_cidr(text, Family::V6)}; });
    read("PrefixListIds", "PrefixListId", [&](const std::string& id) {
      demand(lists_.contains(id) || known_lists_.contains(id), "no prefix list " + id);
      return lists_.contains(id) ? lists_.at(id) : std::vector<WireRange>{};
    });
    read("UserIdGroupPairs", "GroupId", [&](const std::string& id) {
      demand(groups_.contains(id) || id == "amazon-elb/amazon-elb-sg", "no group " + id);
      return std::vector<WireRange>{};
    });
    demand(rules.size() > before, "a permission without a source");
  }
  return rules;
}

void AwsService::authorize(const json& request, ir::Direction direction) {
  Group& group = group_of(request);
  demand(!group.classic || direction == ir::Direction::Inbound, "EC2-Classic has no outbound rules");
  for (Rule& rule : read_permissions(request.at("IpPermissions"))) {
    std::vector<Rule>& list = group.list(direction);
    demand(std::find(list.begin(), list.end(), rule) == list.end(), "InvalidPermission.Duplicate " + rule.source);
    rule.id = fmt::format("sgr-{:08}", ++made_);
    list.push_back(std::move(rule));
  }
}

std::string AwsService::old_rules(const std::string& id, ir::Direction direction, const AwsService& wanted) const {
  const std::vector<Rule>& kept = wanted.groups_.at(id).list(direction);
  std::string ids;
  for (const Rule& rule : groups_.at(id).list(direction)) {
    if (std::find(kept.begin(), kept.end(), rule) == kept.end()) ids += (ids.empty() ? "" : "\",\"") + rule.id;
  }
  return ids;
}

void AwsService::revoke_by_ids(const json& request, ir::Direction direction) {
  std::vector<Rule>& list = group_of(request).list(direction);
  for (const std::string id : request.at("SecurityGroupRuleIds")) {
    const auto gone = std::erase_if(list, [&](const Rule& rule) { return rule.id == id; });
    demand(gone == 1, "InvalidSecurityGroupRuleId.NotFound " + id);
  }
}

void AwsService::revoke(const json& request, ir::Direction direction) {
  if (request.contains("SecurityGroupRuleIds")) return revoke_by_ids(request, direction);
  std::vector<Rule>& list = group_of(request).list(direction);
  for (const Rule& rule : read_permissions(request.at("IpPermissions"))) {
    const auto found = std::find(list.begin(), list.end(), rule);
    demand(found != list.end(), "InvalidPermission.NotFound " + rule.source);
    list.erase(found);
  }
}

void AwsService::create_entry(const json& request) {
  const std::string id = request.at("NetworkAclId");
  demand(acls_.contains(id), "no such network ACL");
  const int number = request.at("RuleNumber");
  demand(1 <= number && number <= kMostRuleNumber, "a rule's number");
  const std::string action = request.at("RuleAction");
  demand(action == "allow" || action == "deny", "RuleAction " + action);
  const std::string protocol = request.at("Protocol");
  demand(protocol.find_first_not_of("-0123456789") == std::string::npos, "a protocol by name");
  const int which = number_of(protocol);
  const bool icmp = which == 1 || which == 58;
  AclEntry entry;
  entry.allow = action == "allow";
  if (icmp) {
    entry.service = read_service(protocol, request.at("IcmpTypeCode"), "Type", "Code");
  } else {
    entry.service = read_service(protocol, tests_numbers(which) ? request.at("PortRange") : json::object(), "From", "To");
  }
  demand(request.contains("CidrBlock") != request.contains("Ipv6CidrBlock"), "one block");
  const bool v4 = request.contains("CidrBlock");
  entry.block = read_cidr(request.at(v4 ? "CidrBlock" : "Ipv6CidrBlock"), v4 ? Family::V4 : Family::V6);
  Acl& acl = acls_[id];
  auto& list = request.at("Egress").get<bool>() ? acl.egress : acl.ingress;
  demand(list.emplace(number, entry).second, "NetworkAclEntryAlreadyExists");
}

bool AwsService::takes(const Rule& rule, const ir::Packet& packet, u128 far) const {
  const bool by_block = rule.kind == "CidrIp" || rule.kind == "CidrIpv6";
  if (!rule.service.takes(packet, by_block || lists_.contains(rule.source))) return false;
  if (!rule.ranges.empty()) {
    return std::any_of(rule.ranges.begin(), rule.ranges.end(),
                       [&](const WireRange& range) { return range.holds(packet.family, far); });
  }
  const auto& owners = rule.kind == "PrefixListId" ? known_lists_ : members_;
  const auto members = owners.find(rule.source);
  return members != owners.end() && members->second.contains(Address{packet.family, far});
}

bool AwsService::groups_pass(const std::vector<std::string>& ids, ir::Direction direction, const ir::Packet& packet) const {
  const u128 far = direction == ir::Direction::Inbound ? packet.source : packet.destination;
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const std::vector<Rule>& rules = groups_.at(id).list(direction);
    return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) { return takes(rule, packet, far); });
  });
}

bool AwsService::instance_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const {
  return groups_pass(instances_.at(id), direction, packet);
}

bool AwsService::acl_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const {
  const u128 far = direction == ir::Direction::Inbound ? packet.source : packet.destination;
  const Acl& acl = acls_.at(id);
  for (const auto& [number, entry] : direction == ir::Direction::Inbound ? acl.ingress : acl.egress) {
    if (entry.service.takes(packet, true) && entry.block.holds(packet.family, far)) return entry.allow;
  }
  return false;
}

}  // namespace sgc::cloud_test
