#include "tests/cloud/alibaba_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

namespace sgc::cloud_test {
namespace {

bool is_letter(char c) { return ('A' <= c && c <= 'Z') || ('a' <= c && c <= 'z'); }
bool is_digit(char c) { return '0' <= c && c <= '9'; }

// [A-Za-z][A-Za-z0-9:_.-]{1,127}
bool is_group_name(std::string_view name) {
  constexpr std::size_t kLongest = 128;
  return name.size() >= 2 && name.size() <= kLongest && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || std::string_view(":_.-").find(c) != std::string_view::npos; });
}

constexpr std::size_t kMostPermissions = 100;
constexpr std::size_t kMostReferences = 20;
constexpr unsigned kEveryProtocol = 256;

void demand(bool condition, const std::string& sentence) {
  if (!condition) throw std::runtime_error("the service refuses: " + sentence);
}

void demand_keys(const json& object, const std::set<std::string>& known) {
  for (const auto& [key, value] : object.items()) demand(known.contains(key), "unknown member " + key);
}

// "80/80", never with port 0 and never backwards.
WirePorts read_pair(const std::string& text) {
  const std::size_t slash = text.find('/');
  demand(slash != std::string::npos, "PortRange " + text);
  const WirePorts ports = read_ports(text.substr(0, slash) + "-" + text.substr(slash + 1), '-');
  demand(ports.first >= 1, "port 0");
  return ports;
}

WireRange block(const std::string& text) { return read_cidr(text, Family::V4); }

}  // namespace

std::string AlibabaService::old_rules(const std::string& id, ir::Direction direction, const AlibabaService* kept) const {
  const auto list_of = [&](const AlibabaService& service) -> const std::vector<Rule>& {
    const Group& group = service.groups_.at(id);
    return direction == ir::Direction::Inbound ? group.inbound : group.outbound;
  };
  std::vector<Rule> rules = list_of(*this);
  std::erase_if(rules, [&](const Rule& rule) {
    return kept != nullptr && std::any_of(list_of(*kept).begin(), list_of(*kept).end(),
                                          [&](const Rule& other) { return other.words == rule.words; });
  });
  std::stable_sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) {
    return std::tuple(b.priority, b.accept) < std::tuple(a.priority, a.accept);
  });
  std::string ids;
  for (const Rule& rule : rules) ids += (ids.empty() ? "" : "\",\"") + rule.id;
  return ids;
}

void AlibabaService::has_group(const std::string& id, const std::string& type, bool classic, bool rules) {
  Group& group = groups_[id];
  group.type = type;
  group.classic = classic;
  group.inner_access = type == "normal";
  if (!rules) return;
  for (const bool inbound : {true, false}) {
    std::vector<Rule>& list = inbound ? group.inbound : group.outbound;
    for (const bool internet : {false, true}) {
      const std::string stem = fmt::format("sgr-{}-{}-{}", id, inbound, internet);
      Rule v4{stem + "-accept-4", kEveryProtocol, {}, {}, block("0.0.0.0/0"), "", "", std::nullopt, internet, true, 1, "a4"};
      Rule v6{stem + "-accept-6", kEveryProtocol, {}, {}, read_cidr("::/0", Family::V6), "", "", std::nullopt, internet, true, 1, "a6"};
      Rule drop{stem + "-drop-4", kEveryProtocol, {}, {}, block("198.51.100.1/32"), "", "", std::nullopt, internet, false, 1, "d4"};
      for (Rule* rule : {&v4, &v6, &drop}) list.push_back(*rule);
      if (!classic) break;
    }
  }
}

AlibabaService::Group& AlibabaService::group(const json& request) {
  const std::string id = request.at("SecurityGroupId");
  demand(groups_.contains(id), "no group " + id);
  return groups_[id];
}

json AlibabaService::answer(const PlannedCall& call) {
  const json& request = call.request;
  const json done = {{"RequestId", "test"}};
  demand(call.service == "ecs" && call.version == "2014-05-26", "version " + call.version);
  const bool regional = call.action != "ModifyInstanceAttribute";
  demand(regional == request.contains("RegionId"), "RegionId");

  if (call.action == "CreateSecurityGroup") return create(request);
  if (call.action == "DescribeSecurityGroups") {
    const json ids = json::parse(request.at("SecurityGroupIds").get<std::string>());
    demand(ids.size() == 1 && groups_.contains(ids[0]), "no such group");
    return done;
  }
  if (call.action == "ModifySecurityGroupPolicy") {
    const std::string policy = request.at("InnerAccessPolicy");
    demand(policy == "Accept" || policy == "Drop", "InnerAccessPolicy " + policy);
    demand(group(request).type == "normal", "an advanced group's inner access");
    group(request).inner_access = policy == "Accept";
    return done;
  }
  if (call.action == "AuthorizeSecurityGroup") return authorize(request, true), done;
  if (call.action == "AuthorizeSecurityGroupEgress") return authorize(request, false), done;
  if (call.action == "RevokeSecurityGroup") return revoke(request, true), done;
  if (call.action == "RevokeSecurityGroupEgress") return revoke(request, false), done;
  if (call.action == "ModifyInstanceAttribute") return attach(request), done;
  throw std::runtime_error("the service has no " + call.action);
}

json AlibabaService::create(const json& request) {
  static const std::set<std::string> kKnown{"RegionId", "VpcId", "SecurityGroupName", "SecurityGroupType", "Description", "Tag"};
  demand_keys(request, kKnown);
  const std::string name = request.at("SecurityGroupName");
  demand(is_group_name(name), "the name " + name);
  const std::string text = request.at("Description");
  demand(text.size() >= 2 && !text.starts_with("http://") && !text.starts_with("https://"), "the description " + text);
  const std::string type = request.at("SecurityGroupType");
  demand(type == "normal" || type == "enterprise", "the type " + type);
  demand(type == "normal" || request.contains("VpcId"), "an advanced group in a classic network");
  const std::string id = fmt::format("sg-{:08}", ++made_);
  has_group(id, type, !request.contains("VpcId"), false);
  return {{"SecurityGroupId", id}};
}

AlibabaService::Rule AlibabaService::read_rule(const json& permission, const std::string& own, const Group& group,
                                               bool inbound) const {
  static const std::set<std::string> kKnown{
      "IpProtocol", "PortRange", "SourcePortRange", "SourceCidrIp", "Ipv6SourceCidrIp", "SourceGroupId", "SourceGroupOwnerAccount",
      "SourcePrefixListId", "DestCidrIp", "Ipv6DestCidrIp", "DestGroupId", "DestGroupOwnerAccount", "DestPrefixListId", "Policy",
      "Priority", "NicType", "Description"};
  demand_keys(permission, kKnown);
  Rule rule;
  std::string protocol = permission.at("IpProtocol");
  std::transform(protocol.begin(), protocol.end(), protocol.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  static const std::map<std::string, unsigned> kNumbers{{"TCP", 6},     {"UDP", 17}, {"ICMP", 1},
                                                        {"ICMPV6", 58}, {"GRE", 47}, {"ALL", kEveryProtocol}};
  demand(kNumbers.contains(protocol), "IpProtocol " + protocol);
  rule.protocol = kNumbers.at(protocol);
  const bool ports = protocol == "TCP" || protocol == "UDP";
  const std::string range = permission.at("PortRange");
  demand(ports == (range != "-1/-1"), range + " beside " + protocol);
  demand(ports || !permission.contains("SourcePortRange"), "source ports beside " + protocol);
  if (ports) rule.ports = read_pair(range);
  if (permission.contains("SourcePortRange")) rule.source_ports = read_pair(permission["SourcePortRange"]);

  int peers = 0;
  const std::string far = inbound ? "Source" : "Dest";
  const std::string near = inbound ? "Dest" : "Source";
  for (const Family family : kFamilies) {
    const std::string prefix = family == Family::V6 ? "Ipv6" : "";
    const std::string far_key = prefix + far + "CidrIp";
    const std::string near_key = prefix + near + "CidrIp";
    if (permission.contains(far_key)) ++peers, rule.far = read_cidr(permission[far_key], family);
    if (!permission.contains(near_key)) continue;
    demand(!rule.near, "two near sides");
    rule.near = read_cidr(permission[near_key], family);
  }
  if (permission.contains(far + "GroupId")) ++peers, rule.group = permission[far + "GroupId"];
  if (permission.contains(far + "PrefixListId")) ++peers, rule.prefix_list = permission[far + "PrefixListId"];
  demand(peers == 1, "exactly one of the four kinds of peer");
  demand(!permission.contains(near + "GroupId") && !permission.contains(near + "PrefixListId"), "a near side by name");
  demand(!rule.far || !rule.near || rule.far->family == rule.near->family, "two families");
  demand(rule.group.empty() || (rule.group != own && groups_.contains(rule.group)), "a reference to " + rule.group);
  demand(rule.group.empty() || group.type == "normal", "a reference in an advanced group");
  demand(rule.prefix_list.empty() || (!group.classic && prefix_lists_.contains(rule.prefix_list)), "no list " + rule.prefix_list);

  const std::string policy = permission.at("Policy");
  demand(policy == "accept" || policy == "drop", "Policy " + policy);
  rule.accept = policy == "accept";
  rule.priority = static_cast<unsigned>(std::stoul(permission.at("Priority").get<std::string>()));
  demand(rule.priority >= 1 && rule.priority <= 100, "a priority out of range");
  const std::string nic = permission.at("NicType");
  demand(nic == "intranet" || nic == "internet", "NicType " + nic);
  rule.internet = nic == "internet";
  demand(!rule.internet || (group.classic && rule.group.empty()), "internet in a VPC or beside a group");
  const bool ipv6 = (rule.far && rule.far->family == Family::V6) || (rule.near && rule.near->family == Family::V6);
  demand(!group.classic || !ipv6, "IPv6 in a classic network");
  json words = permission;
  words.erase("Description");
  rule.words = words.dump();
  return rule;
}

void AlibabaService::authorize(const json& request, bool inbound) {
  demand_keys(request, {"RegionId", "SecurityGroupId", "Permissions"});
  Group& target = group(request);
  const json& permissions = request.at("Permissions");
  demand(!permissions.empty() && permissions.size() <= kMostPermissions, "a call takes 1 to 100 rules");
  std::vector<Rule>& list = inbound ? target.inbound : target.outbound;
  for (const json& permission : permissions) {
    Rule rule = read_rule(permission, request["SecurityGroupId"], target, inbound);
    rule.words.insert(0, inbound ? "in " : "out ");
    if (!target.words.insert(rule.words).second) continue;  // added again without effect
    rule.id = fmt::format("sgr-{}", ++made_);
    list.push_back(std::move(rule));
  }
  std::set<std::string> references;
  for (const auto* rules : {&target.inbound, &target.outbound}) {
    for (const Rule& rule : *rules) references.insert(rule.group);
  }
  demand(references.size() <= kMostReferences + 1, "more than 20 referenced groups");
}

void AlibabaService::revoke(const json& request, bool inbound) {
  demand_keys(request, {"RegionId", "SecurityGroupId", "SecurityGroupRuleId"});
  Group& target = group(request);
  std::vector<Rule>& list = inbound ? target.inbound : target.outbound;
  for (const std::string id : request.at("SecurityGroupRuleId")) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Rule& rule) { return rule.id == id; });
    demand(found != list.end(), "no rule " + id);
    target.words.erase(found->words);
    list.erase(found);
  }
}

void AlibabaService::attach(const json& request) {
  demand_keys(request, {"InstanceId", "SecurityGroupIds"});
  const auto ids = request.at("SecurityGroupIds").get<std::vector<std::string>>();
  demand(!ids.empty(), "an instance without a group");
  for (const std::string& id : ids) {
    demand(groups_.contains(id), "no group " + id);
    demand(groups_[id].type == groups_[ids[0]].type && groups_[id].classic == groups_[ids[0]].classic, "mixed groups");
  }
  instances_[request.at("InstanceId")] = ids;
}

bool AlibabaService::is_inside(Family family, u128 address) const {
  static const WireRange kInside[] = {block("10.0.0.0/8"), block("172.16.0.0/12"), block("192.168.0.0/16"), block("100.64.0.0/10")};
  const bool everywhere = std::any_of(std::begin(kInside), std::end(kInside),
                                      [&](const WireRange& range) { return range.holds(family, address); });
  return everywhere || inside_.contains(Address{family, address});
}

bool AlibabaService::is_member(const std::string& group, Family family, u128 address) const {
  const auto members = members_.find(group);
  if (members == members_.end() || !members->second.contains(Address{family, address})) return false;
  return family == Family::V6 ? references_match_ipv6_ : is_inside(family, address);
}

bool AlibabaService::matches(const Rule& rule, const Group& group, ir::Direction direction, const ir::Packet& packet) const {
  if (rule.protocol != kEveryProtocol && packet.protocol != rule.protocol) return false;
  if (rule.protocol == 1 && packet.family != Family::V4) return false;
  if (rule.protocol == 58 && packet.family != Family::V6) return false;
  const bool ports = rule.protocol == 6 || rule.protocol == 17;
  if (ports && !(rule.ports.holds(packet.b) && rule.source_ports.holds(packet.a))) return false;

  const bool inbound = direction == ir::Direction::Inbound;
  const u128 far = inbound ? packet.source : packet.destination;
  const u128 near = inbound ? packet.destination : packet.source;
  if (group.classic && rule.internet == is_inside(packet.family, far)) return false;
  if (rule.near && !rule.near->holds(packet.family, near)) return false;
  if (rule.far) return rule.far->holds(packet.family, far);
  if (!rule.group.empty()) return is_member(rule.group, packet.family, far);
  return prefix_lists_.at(rule.prefix_list)->contains(Address{packet.family, far});
}

bool AlibabaService::passes(const std::vector<std::string>& ids, ir::Direction direction, const ir::Packet& packet) const {
  const bool inbound = direction == ir::Direction::Inbound;
  const u128 far = inbound ? packet.source : packet.destination;
  const Rule* best = nullptr;
  for (const std::string& id : ids) {
    const Group& group = groups_.at(id);
    if (group.inner_access && is_member(id, packet.family, far)) return true;
    for (const Rule& rule : inbound ? group.inbound : group.outbound) {
      if (!matches(rule, group, direction, packet)) continue;
      const auto rank = [](const Rule& each) { return std::tuple(each.priority, each.accept); };
      if (best == nullptr || rank(rule) < rank(*best)) best = &rule;
    }
  }
  if (best != nullptr) return best->accept;
  return !inbound && groups_.at(ids[0]).type == "normal";
}

}  // namespace sgc::cloud_test
