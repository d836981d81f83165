#include "targets/aws/read_rules.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "compiler/net/parse_address.h"
#include "compiler/net/prefix.h"
#include "targets/aws/facts.h"
#include "targets/cloud/known_members.h"

namespace sgc::targets::aws {
namespace {

using nlohmann::json;

constexpr std::int32_t kMostProtocol = 255;

std::int32_t read_protocol(const std::string& text) {
  for (const std::uint8_t number : {protocol::kTcp, protocol::kUdp, protocol::kIcmp, protocol::kIcmp6}) {
    if (text == protocol_name({number, kAll, kAll}) || text == fmt::format("{}", number)) return number;
  }
  const int number = std::stoi(text);
  if (fmt::format("{}", number) != text || number < kAll || number > kMostProtocol) {
    throw std::runtime_error(fmt::format("«{}» is no protocol", text));
  }
  return number;
}

// The two numbers of a service: of ports they must be there and in order.
Service read_service(std::int32_t protocol, const json& numbers, const char* first, const char* last) {
  Service service{protocol, kAll, kAll};
  if (service.has_ports() || service.is_icmp()) {
    service.from = numbers.at(first);
    service.to = numbers.at(last);
  }
  const bool backwards = service.has_ports() && (service.from < 0 || service.to < service.from || service.to > kMaxPort);
  if (backwards) throw std::runtime_error(fmt::format("{}-{} are no ports", service.from, service.to));
  if (service.is_icmp() && service.from == kAll && service.to != kAll) throw std::runtime_error("a code of all types");
  return service;
}

// Groups of other accounts are none of the policy's: «UserId» stands with the owner of classic load balancers alone.
Peer read_group(const json& pair, const KnownIds& ids) {
  cloud::demand_known_members(pair, {"GroupId", "GroupName", "UserId", "Description"});
  cloud::demand_one_of(pair, {"GroupId", "GroupName"});
  if (pair.value("UserId", "") == kClassicBalancerOwner && pair.value("GroupName", "") == kClassicBalancerGroup) {
    if (!ids.classic_balancer.known()) throw std::runtime_error("the policy has no load balancer in EC2-Classic");
    return GroupReference{ids.classic_balancer};
  }
  if (pair.contains("UserId")) throw std::runtime_error("a group of another account");
  const std::string id = pair.contains("GroupId") ? pair.at("GroupId") : pair.at("GroupName");
  const auto group = ids.groups.find(id);
  if (group == ids.groups.end()) throw std::runtime_error(fmt::format("no group has the id «{}»", id));
  return GroupReference{group->second};
}

Peer read_list(const json& item, const KnownIds& ids) {
  cloud::demand_known_members(item, {"PrefixListId", "Description"});
  const std::string id = item.at("PrefixListId");
  if (const auto own = ids.own_lists.find(id); own != ids.own_lists.end()) return OwnListReference{own->second};
  const auto list = ids.prefix_lists.find(id);
  if (list == ids.prefix_lists.end()) throw std::runtime_error(fmt::format("no prefix list has the id «{}»", id));
  return PrefixListReference{list->second};
}

Peer read_range(const json& item, const char* key, Family family) {
  cloud::demand_known_members(item, {key, "Description"});
  return read_block(item.at(key), family);
}

template <class Use>
void for_each(const json& object, const char* key, Use use) {
  if (!object.contains(key)) return;
  for (const json& each : object.at(key)) use(each);
}

}  // namespace

cloud::Cidr read_block(const std::string& text, Family family) {
  const ParsedAddress parsed = parse_address(text);
  const bool block = parsed.ok() && parsed.range.family == family && text.find('/') != std::string::npos;
  if (!block) throw std::runtime_error(fmt::format("«{}» is no block of that family", text));
  const u128 difference = parsed.range.first ^ parsed.range.last;
  const unsigned open = difference == 0 ? 0 : floor_log2(difference) + 1;
  return {family, parsed.range.first, address_bits(family) - open};
}

std::vector<Entry> read_permissions(const json& permissions, const KnownIds& ids) {
  if (permissions.empty()) throw std::runtime_error("a call takes at least one rule");
  std::vector<Entry> entries;
  for (const json& permission : permissions) {
    cloud::demand_known_members(permission, {"IpProtocol", "FromPort", "ToPort", "IpRanges", "Ipv6Ranges", "PrefixListIds",
                                             "UserIdGroupPairs"});
    Entry entry;
    entry.service = read_service(read_protocol(permission.at("IpProtocol")), permission, "FromPort", "ToPort");
    const std::size_t before = entries.size();
    const auto add = [&](Peer peer) {
      entry.peer = std::move(peer);
      entries.push_back(entry);
    };
    for_each(permission, "IpRanges", [&](const json& each) { add(read_range(each, "CidrIp", Family::V4)); });
    for_each(permission, "Ipv6Ranges", [&](const json& each) { add(read_range(each, "CidrIpv6", Family::V6)); });
    for_each(permission, "PrefixListIds", [&](const json& each) { add(read_list(each, ids)); });
    for_each(permission, "UserIdGroupPairs", [&](const json& each) { add(read_group(each, ids)); });
    if (entries.size() == before) throw std::runtime_error("a permission has no source");
  }
  return entries;
}

AclEntry read_acl_entry(const json& request) {
  cloud::demand_one_of(request, {"CidrBlock", "Ipv6CidrBlock"});
  AclEntry entry;
  entry.number = request.at("RuleNumber");
  if (entry.number < 1 || entry.number > kMostRuleNumber) throw std::runtime_error("a number that no rule can have");
  const std::int32_t protocol = read_protocol(request.at("Protocol"));
  const Service bare{protocol, kAll, kAll};
  if (bare.has_ports()) {
    entry.service = read_service(protocol, request.at("PortRange"), "From", "To");
  } else if (bare.is_icmp()) {
    entry.service = read_service(protocol, request.at("IcmpTypeCode"), "Type", "Code");
  } else {
    entry.service = bare;
  }
  const std::string action = request.at("RuleAction");
  if (action != "allow" && action != "deny") throw std::runtime_error(fmt::format("«{}» is no action", action));
  entry.allow = action == "allow";
  const bool v4 = request.contains("CidrBlock");
  entry.block = read_block(request.at(v4 ? "CidrBlock" : "Ipv6CidrBlock"), v4 ? Family::V4 : Family::V6);
  return entry;
}

}  // namespace sgc::targets::aws
