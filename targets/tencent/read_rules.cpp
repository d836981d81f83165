#include "targets/tencent/read_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "compiler/net/parse_address.h"
#include "compiler/net/prefix.h"
#include "targets/cloud/known_members.h"

namespace sgc::targets::tencent {
namespace {

using nlohmann::json;

constexpr Protocol kProtocols[] = {Protocol::All,  Protocol::Tcp,   Protocol::Udp,
                                   Protocol::Icmp, Protocol::Icmp6, Protocol::Gre};

[[noreturn]] void refuse(std::string sentence) { throw std::runtime_error(std::move(sentence)); }

Protocol read_protocol(std::string_view text) {
  const auto same = [&](Protocol each) {
    const std::string_view word = to_string(each);
    return std::equal(word.begin(), word.end(), text.begin(), text.end(),
                      [](char a, char b) { return a == std::toupper(static_cast<unsigned char>(b)); });
  };
  const auto found = std::find_if(std::begin(kProtocols), std::end(kProtocols), same);
  if (found == std::end(kProtocols)) refuse(fmt::format("«{}» is no protocol", text));
  return *found;
}

std::uint16_t read_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > kMaxPort) {
    refuse(fmt::format("«{}» is no port", text));
  }
  return static_cast<std::uint16_t>(value);
}

NumberRange read_port_range(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return {read_port(text), read_port(text)};
  return {read_port(text.substr(0, hyphen)), read_port(text.substr(hyphen + 1))};
}

bool is_all(std::string_view ports) { return ports == "ALL" || ports == "all"; }

std::vector<NumberRange> read_ports(std::string_view text) {
  std::vector<NumberRange> ports;
  while (!is_all(text)) {
    const std::size_t comma = std::min(text.find(','), text.size());
    ports.push_back(read_port_range(text.substr(0, comma)));
    if (comma == text.size()) break;
    text.remove_prefix(comma + 1);
  }
  return ports;
}

// A block as the service reads it: one of IPv4 that begins at 0.0.0.0 is all of IPv4.
cloud::Cidr read_block(const std::string& text, Family family) {
  const AddressRange range = read_range(text);
  const ClosedRange<u128> span{range.first, range.last};
  if (range.family != family || !is_prefix(span)) refuse(fmt::format("«{}» is no block of that family", text));
  if (family == Family::V4 && range.first == 0) return {family, 0, 0};
  const unsigned more = kAddressBitsV6 - address_bits(family);
  return {family, range.first, prefix_length(span) - more};
}

template <class Id>
Id known(const std::map<std::string, Id, std::less<>>& ids, const std::string& id) {
  const auto found = ids.find(id);
  if (found == ids.end()) refuse(fmt::format("nothing in the policy has the id «{}»", id));
  return found->second;
}

Peer read_template(const json& specification, const KnownIds& ids) {
  cloud::demand_known_members(specification, {"AddressId", "AddressGroupId"});
  cloud::demand_one_of(specification, {"AddressId", "AddressGroupId"});
  const bool group = specification.contains("AddressGroupId");
  const std::string id = specification.at(group ? "AddressGroupId" : "AddressId");
  const auto list = ids.prefix_lists.find(id);
  if (list != ids.prefix_lists.end()) return PrefixListReference{list->second};
  return AddressTemplateReference{known(ids.address_sets, id)};
}

Peer read_peer(const json& rule, const KnownIds& ids) {
  cloud::demand_one_of(rule, {"CidrBlock", "Ipv6CidrBlock", "SecurityGroupId", "AddressTemplate"});
  if (rule.contains("CidrBlock")) return read_block(rule["CidrBlock"], Family::V4);
  if (rule.contains("Ipv6CidrBlock")) return read_block(rule["Ipv6CidrBlock"], Family::V6);
  if (rule.contains("SecurityGroupId")) return GroupReference{known(ids.groups, rule["SecurityGroupId"])};
  return read_template(rule.at("AddressTemplate"), ids);
}

bool read_action(const json& rule) {
  const std::string action = rule.at("Action");
  if (action != "ACCEPT" && action != "DROP") refuse(fmt::format("«{}» is no action", action));
  return action == "ACCEPT";
}

NumberRange read_acl_ports(const json& rule, const char* key) {
  if (!rule.contains(key)) return kAllPorts;
  const std::string text = rule[key];
  return is_all(text) ? kAllPorts : read_port_range(text);
}

cloud::Cidr read_side(const json& rule, const char* v4, const char* v6) {
  cloud::demand_one_of(rule, {v4, v6});
  return rule.contains(v4) ? read_block(rule[v4], Family::V4) : read_block(rule.at(v6), Family::V6);
}

}  // namespace

AddressRange read_range(std::string_view text) {
  const ParsedAddress parsed = parse_address(text);
  if (!parsed.ok()) refuse(fmt::format("«{}» is no address, block or range", text));
  return parsed.range;
}

Service read_member(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  Service service{read_protocol(text.substr(0, colon)), {}};
  if (colon < text.size()) service.ports = read_ports(text.substr(colon + 1));
  return service;
}

Entry read_entry(const json& rule, const KnownIds& ids) {
  cloud::demand_known_members(rule, {"Protocol", "Port", "ServiceTemplate", "CidrBlock", "Ipv6CidrBlock", "SecurityGroupId",
                                     "AddressTemplate", "Action", "PolicyDescription"});
  cloud::demand_one_of(rule, {"Protocol", "ServiceTemplate"});
  Entry entry;
  if (rule.contains("ServiceTemplate")) {
    cloud::demand_known_members(rule["ServiceTemplate"], {"ServiceId"});
    entry.service_template = known(ids.service_templates, rule["ServiceTemplate"].at("ServiceId").get<std::string>());
  } else {
    entry.service.protocol = read_protocol(rule.at("Protocol").get<std::string>());
    if (rule.contains("Port")) entry.service.ports = read_ports(rule["Port"].get<std::string>());
  }
  entry.peer = read_peer(rule, ids);
  entry.accept = read_action(rule);
  return entry;
}

AclEntry read_acl_entry(const json& rule, bool quintuple, ir::Direction direction) {
  AclEntry entry;
  entry.protocol = read_protocol(rule.at("Protocol").get<std::string>());
  entry.accept = read_action(rule);
  if (quintuple) {
    cloud::demand_known_members(rule, {"Protocol", "SourcePort", "DestinationPort", "SourceCidr", "SourceIPv6Cidr",
                                       "DestinationCidr", "DestinationIPv6Cidr", "Action", "Description", "Priority"});
    entry.source_ports = read_acl_ports(rule, "SourcePort");
    entry.destination_ports = read_acl_ports(rule, "DestinationPort");
    entry.source = read_side(rule, "SourceCidr", "SourceIPv6Cidr");
    entry.destination = read_side(rule, "DestinationCidr", "DestinationIPv6Cidr");
    return entry;
  }
  cloud::demand_known_members(rule, {"Protocol", "Port", "CidrBlock", "Ipv6CidrBlock", "Action", "Description", "Priority"});
  entry.destination_ports = read_acl_ports(rule, "Port");
  const cloud::Cidr far = read_side(rule, "CidrBlock", "Ipv6CidrBlock");
  const cloud::Cidr near{far.family, 0, 0};
  entry.source = direction == ir::Direction::Inbound ? far : near;
  entry.destination = direction == ir::Direction::Inbound ? near : far;
  return entry;
}

}  // namespace sgc::targets::tencent
