#include "tests/cloud/tencent_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace sgc::cloud_test {
namespace {

constexpr std::size_t kMostTemplateMembers = 20;

void demand(bool condition, const std::string& sentence) {
  if (!condition) throw std::runtime_error("the service refuses: " + sentence);
}

void demand_keys(const json& object, const std::set<std::string>& known) {
  for (const auto& [key, value] : object.items()) demand(known.contains(key), "unknown member " + key);
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

bool accepts(const json& rule) {
  const std::string action = rule.at("Action");
  demand(action == "ACCEPT" || action == "DROP", "Action " + action);
  return action == "ACCEPT";
}

// The service's own reading of blocks of IPv4 that begin at 0.0.0.0.
WireRange read_v4(const std::string& text) {
  return read_cidr(text.starts_with("0.0.0.0/") ? "0.0.0.0/0" : text, Family::V4);
}

std::vector<WirePorts> read_port_list(const std::string& text) {
  std::vector<WirePorts> ports;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    ports.push_back(read_ports(text.substr(begin, end - begin), '-'));
    demand(ports.back().first >= 1, "port 0");
    begin = end + 1;
  }
  return ports;
}

}  // namespace

bool TencentService::Service::takes(const ir::Packet& packet) const {
  if (protocol == "ALL") return true;
  if (protocol == "ICMP") return packet.family == Family::V4 && packet.protocol == 1;
  if (protocol == "ICMPV6") return packet.family == Family::V6 && packet.protocol == 58;
  if (protocol == "GRE") return packet.protocol == 47;
  if (packet.protocol != (protocol == "TCP" ? 6 : 17)) return false;
  return ports.empty() || std::any_of(ports.begin(), ports.end(), [&](const WirePorts& p) { return p.holds(packet.b); });
}

void TencentService::has_group(const std::string& id) {
  Rule everything;
  everything.services = {{"ALL", {}}};
  everything.ranges = {read_cidr("0.0.0.0/0", Family::V4), read_cidr("::/0", Family::V6)};
  everything.accept = true;
  groups_[id] = {{everything}, {everything}};
}

void TencentService::set_address_template(const std::string& id, const std::vector<std::string>& members) {
  for (const std::string& member : members) address_templates_[id].push_back(read_member(member));
}

json TencentService::create(const json&, const std::string& object, const std::string& key, const std::string& prefix) {
  const std::string id = fmt::format("{}{:08}", prefix, ++made_);
  return {{object, {{key, id}}}, {"RequestId", "test"}};
}

json TencentService::answer(const PlannedCall& call) {
  const json& request = call.request;
  const json done = {{"RequestId", "test"}};
  demand(call.version == (call.service == "clb" ? "2018-03-17" : "2017-03-12"), "version " + call.version);

  if (call.action == "CreateSecurityGroup") {
    demand(request.at("GroupName").get<std::string>().size() <= 60, "a name over 60 characters");
    demand(!request.at("GroupDescription").get<std::string>().empty(), "no description");
    const json answer = create(request, "SecurityGroup", "SecurityGroupId", "sg-");
    groups_[answer["SecurityGroup"]["SecurityGroupId"]] = {};
    return answer;
  }
  if (call.action == "CreateAddressTemplate") {
    const json answer = create(request, "AddressTemplate", "AddressTemplateId", "ipm-");
    const auto members = request.at("Addresses").get<std::vector<std::string>>();
    demand(!members.empty() && members.size() <= kMostTemplateMembers, "a template of that size");
    set_address_template(answer["AddressTemplate"]["AddressTemplateId"], members);
    return answer;
  }
  if (call.action == "CreateAddressTemplateGroup") {
    const json answer = create(request, "AddressTemplateGroup", "AddressTemplateGroupId", "ipmg-");
    auto& all = address_templates_[answer["AddressTemplateGroup"]["AddressTemplateGroupId"]];
    demand(request.at("AddressTemplateIds").size() <= kMostTemplateMembers, "a group of that size");
    for (const std::string id : request.at("AddressTemplateIds")) {
      demand(address_templates_.contains(id), "no template " + id);
      const auto& part = address_templates_[id];
      all.insert(all.end(), part.begin(), part.end());
    }
    return answer;
  }
  if (call.action == "CreateServiceTemplate") {
    const json answer = create(request, "ServiceTemplate", "ServiceTemplateId", "ppm-");
    auto& services = service_templates_[answer["ServiceTemplate"]["ServiceTemplateId"]];
    for (const std::string member : request.at("Services")) {
      const std::size_t colon = std::min(member.find(':'), member.size());
      Service service{upper(member.substr(0, colon)), {}};
      const std::string ports = colon < member.size() ? member.substr(colon + 1) : "all";
      if (ports != "all") service.ports = read_port_list(ports);
      services.push_back(service);
    }
    return answer;
  }
  if (call.action == "CreateNetworkAcl") {
    demand(!request.at("VpcId").get<std::string>().empty(), "no network");
    const json answer = create(request, "NetworkAcl", "NetworkAclId", "acl-");
    acls_[answer["NetworkAcl"]["NetworkAclId"]].type = request.at("NetworkAclType");
    return answer;
  }
  if (call.action == "ModifySecurityGroupPolicies") return modify_group(request), done;
  if (call.action == "ModifyNetworkAclEntries") return modify_acl(request), done;
  if (call.action == "AssociateNetworkAclSubnets") {
    demand(acls_.contains(request.at("NetworkAclId")), "no such ACL");
    demand(!request.at("SubnetIds").empty(), "no subnets");
    return done;
  }
  if (call.action == "ModifyInstancesAttribute") {
    for (const std::string id : request.at("SecurityGroups")) demand(groups_.contains(id), "no group " + id);
    instances_[request.at("InstanceIds").at(0)] = request.at("SecurityGroups");
    return done;
  }
  if (call.action == "SetLoadBalancerSecurityGroups") {
    for (const std::string id : request.at("SecurityGroups")) demand(groups_.contains(id), "no group " + id);
    balancers_[request.at("LoadBalancerId")] = request.at("SecurityGroups");
    return done;
  }
  if (call.action == "ModifyLoadBalancerAttributes") {
    if (!request.at("LoadBalancerPassToTarget").get<bool>()) judged_.insert(request.at("LoadBalancerId"));
    return done;
  }
  demand(call.phase == "check", "unknown action " + call.action);
  return done;
}

void TencentService::modify_group(const json& request) {
  demand_keys(request, {"SecurityGroupId", "SecurityGroupPolicySet", "SortPolicys"});
  demand(request.at("SortPolicys") == true, "the order would not be applied");
  const std::string id = request.at("SecurityGroupId");
  demand(groups_.contains(id), "no group " + id);
  const json& set = request.at("SecurityGroupPolicySet");
  demand_keys(set, {"Ingress", "Egress"});
  const std::vector<Rule> ingress = read_rules(set.at("Ingress"));
  const std::vector<Rule> egress = read_rules(set.at("Egress"));
  if (!ingress.empty()) groups_[id].ingress = ingress;
  if (!egress.empty()) groups_[id].egress = egress;
}

std::vector<TencentService::Rule> TencentService::read_rules(const json& list) const {
  std::vector<Rule> rules;
  std::set<std::string> known;
  for (const json& each : list) {
    json match = each;
    match.erase("Action");
    match.erase("PolicyDescription");
    demand(known.insert(match.dump()).second, "the same rule twice");
    rules.push_back(read_rule(each));
  }
  return rules;
}

TencentService::Rule TencentService::read_rule(const json& rule) const {
  demand_keys(rule, {"Protocol", "Port", "ServiceTemplate", "CidrBlock", "Ipv6CidrBlock", "SecurityGroupId",
                     "AddressTemplate", "Action", "PolicyDescription"});
  if (rule.contains("PolicyDescription")) {
    demand(rule["PolicyDescription"].get<std::string>().size() <= 400, "a description over 100 characters");
  }
  Rule result;
  result.accept = accepts(rule);
  if (rule.contains("ServiceTemplate")) {
    demand(!rule.contains("Protocol") && !rule.contains("Port"), "a template beside a protocol");
    const std::string id = rule["ServiceTemplate"].at("ServiceId");
    demand(service_templates_.contains(id), "no service template " + id);
    result.services = service_templates_.at(id);
  } else {
    result.services = {read_service(rule)};
  }
  result.ranges = read_peer(rule, result.group);
  return result;
}

TencentService::Service TencentService::read_service(const json& rule) const {
  static const std::set<std::string> kProtocols{"TCP", "UDP", "ICMP", "ICMPV6", "GRE", "ALL"};
  Service service{rule.at("Protocol").get<std::string>(), {}};
  demand(kProtocols.contains(service.protocol), "protocol " + service.protocol);
  const bool takes_port = service.protocol == "TCP" || service.protocol == "UDP" || service.protocol == "ALL";
  demand(takes_port == rule.contains("Port"), "Port beside " + service.protocol);
  if (!takes_port) return service;
  const std::string port = rule["Port"];
  if (port != "ALL") service.ports = read_port_list(port);
  demand(service.protocol != "ALL" || service.ports.empty(), "ports beside ALL");
  return service;
}

std::vector<WireRange> TencentService::read_peer(const json& rule, std::string& group) const {
  std::vector<WireRange> ranges;
  int peers = 0;
  if (rule.contains("CidrBlock")) {
    ++peers;
    ranges = {read_v4(rule["CidrBlock"])};
    demand(rule.value("Protocol", "") != "ICMPV6", "ICMPV6 beside IPv4");
  }
  if (rule.contains("Ipv6CidrBlock")) {
    ++peers;
    ranges = {read_cidr(rule["Ipv6CidrBlock"], Family::V6)};
    demand(rule.value("Protocol", "") != "ICMP", "ICMP beside IPv6");
  }
  if (rule.contains("SecurityGroupId")) {
    ++peers;
    group = rule["SecurityGroupId"];
  }
  if (rule.contains("AddressTemplate")) {
    ++peers;
    const json& address = rule["AddressTemplate"];
    demand(address.size() == 1, "one id of a template");
    const bool one = address.contains("AddressId");
    const std::string id = address.at(one ? "AddressId" : "AddressGroupId");
    demand(id.starts_with("ipmg-") != one, "a template's id in the wrong place");
    demand(address_templates_.contains(id), "no address template " + id);
    ranges = address_templates_.at(id);
  }
  demand(peers == 1, "exactly one of the four kinds of peer");
  return ranges;
}

TencentService::AclEntry TencentService::read_acl_entry(const json& entry, bool quintuple, bool ingress) const {
  static const std::set<std::string> kTriple{"Protocol", "Port", "CidrBlock", "Ipv6CidrBlock", "Action", "Description", "Priority"};
  static const std::set<std::string> kQuintuple{"Protocol", "SourcePort", "SourceCidr", "DestinationPort", "DestinationCidr",
                                                "SourceIPv6Cidr", "DestinationIPv6Cidr", "Action", "Description", "Priority"};
  demand_keys(entry, quintuple ? kQuintuple : kTriple);
  AclEntry result;
  result.protocol = entry.at("Protocol");
  result.accept = accepts(entry);
  result.priority = entry.at("Priority");
  const bool ports = result.protocol == "TCP" || result.protocol == "UDP";
  const auto read_port = [&](const char* key, WirePorts& out) {
    demand(entry.contains(key) == ports, std::string(key) + " beside " + result.protocol);
    if (ports && entry[key] != "all") out = read_ports(entry[key], '-');
  };
  const auto read_side = [&](const char* v4, const char* v6, std::vector<WireRange>& out) {
    demand(entry.contains(v4) != entry.contains(v6), "one family a side");
    out = {entry.contains(v4) ? read_v4(entry[v4]) : read_cidr(entry[v6], Family::V6)};
  };
  if (quintuple) {
    read_port("SourcePort", result.source_ports);
    read_port("DestinationPort", result.destination_ports);
    read_side("SourceCidr", "SourceIPv6Cidr", result.source);
    read_side("DestinationCidr", "DestinationIPv6Cidr", result.destination);
  } else {
    read_port("Port", result.destination_ports);
    read_side("CidrBlock", "Ipv6CidrBlock", ingress ? result.source : result.destination);
  }
  return result;
}

void TencentService::modify_acl(const json& request) {
  const std::string id = request.at("NetworkAclId");
  demand(acls_.contains(id), "no ACL " + id);
  Acl& acl = acls_[id];
  const bool quintuple = request.contains("NetworkAclQuintupleSet");
  demand(quintuple != request.contains("NetworkAclEntrySet"), "one of the two sets");
  demand(acl.type.empty() || (acl.type == "QUINTUPLE") == quintuple, "entries of the other type");
  const json& set = request.at(quintuple ? "NetworkAclQuintupleSet" : "NetworkAclEntrySet");
  for (const char* key : {"Ingress", "Egress"}) {
    std::vector<AclEntry> entries;
    for (const json& each : set.at(key)) entries.push_back(read_acl_entry(each, quintuple, key == std::string("Ingress")));
    std::stable_sort(entries.begin(), entries.end(),
                     [](const AclEntry& a, const AclEntry& b) { return a.priority < b.priority; });
    demand(!entries.empty(), "an empty direction stays as it was");
    (key == std::string("Ingress") ? acl.ingress : acl.egress) = entries;
  }
}

bool TencentService::matches(const Rule& rule, ir::Direction direction, const ir::Packet& packet) const {
  const bool service = std::any_of(rule.services.begin(), rule.services.end(),
                                   [&](const Service& each) { return each.takes(packet); });
  if (!service) return false;
  const u128 far = direction == ir::Direction::Inbound ? packet.source : packet.destination;
  if (!rule.group.empty()) {
    const auto members = members_.find(rule.group);
    return members != members_.end() && members->second.contains(Address{packet.family, far});
  }
  return std::any_of(rule.ranges.begin(), rule.ranges.end(),
                     [&](const WireRange& range) { return range.holds(packet.family, far); });
}

const TencentService::Rule* TencentService::first(const std::vector<Rule>& rules, ir::Direction direction,
                                                  const ir::Packet& packet) const {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const Rule& rule) { return matches(rule, direction, packet); });
  return found == rules.end() ? nullptr : &*found;
}

bool TencentService::group_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const {
  const Group& group = groups_.at(id);
  const Rule* const rule = first(direction == ir::Direction::Inbound ? group.ingress : group.egress, direction, packet);
  return rule != nullptr && rule->accept;
}

bool TencentService::instance_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const {
  for (const std::string& name : instances_.at(id)) {
    const Group& group = groups_.at(name);
    const Rule* const rule = first(direction == ir::Direction::Inbound ? group.ingress : group.egress, direction, packet);
    if (rule != nullptr) return rule->accept;
  }
  return false;
}

bool TencentService::acl_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const {
  const Acl& acl = acls_.at(id);
  const auto in = [&](const std::vector<WireRange>& side, u128 address) {
    return side.empty() || side[0].holds(packet.family, address);
  };
  for (const AclEntry& entry : direction == ir::Direction::Inbound ? acl.ingress : acl.egress) {
    if (!Service{entry.protocol, {}}.takes(packet)) continue;
    const bool ports = entry.protocol == "TCP" || entry.protocol == "UDP";
    if (ports && !(entry.source_ports.holds(packet.a) && entry.destination_ports.holds(packet.b))) continue;
    if (in(entry.source, packet.source) && in(entry.destination, packet.destination)) return entry.accept;
  }
  return false;
}

std::vector<std::string> TencentService::groups_of_balancer(const std::string& id) const {
  const auto found = balancers_.find(id);
  return found == balancers_.end() ? std::vector<std::string>() : found->second;
}

bool TencentService::backends_are_judged(const std::string& id) const { return judged_.contains(id); }

std::size_t TencentService::rules_of(const std::string& id, ir::Direction direction) const {
  const Group& group = groups_.at(id);
  return (direction == ir::Direction::Inbound ? group.ingress : group.egress).size();
}

}  // namespace sgc::cloud_test
