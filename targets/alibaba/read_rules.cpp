#include "targets/alibaba/read_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "compiler/net/parse_address.h"
#include "compiler/net/prefix.h"
#include "targets/cloud/known_members.h"

namespace sgc::targets::alibaba {
namespace {

using nlohmann::json;

constexpr Protocol kProtocols[] = {Protocol::All,  Protocol::Tcp,   Protocol::Udp,
                                   Protocol::Icmp, Protocol::Icmp6, Protocol::Gre};

[[noreturn]] void refuse(std::string sentence) { throw std::runtime_error(std::move(sentence)); }

// One of a few words; `text` says each.
template <class Word, std::size_t size>
Word read_word(const std::string& said, const Word (&words)[size]) {
  const auto found = std::find_if(std::begin(words), std::end(words), [&](Word word) { return to_string(word) == said; });
  if (found == std::end(words)) refuse(fmt::format("«{}» is not known here", said));
  return *found;
}

unsigned read_number(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > most) {
    refuse(fmt::format("«{}» is no number from 1 to {}", text, most));
  }
  return value;
}

NumberRange read_ports(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size() - 1);
  const auto first = static_cast<std::uint16_t>(read_number(text.substr(0, slash), kMaxPort));
  const auto last = static_cast<std::uint16_t>(read_number(text.substr(slash + 1), kMaxPort));
  if (last < first) refuse(fmt::format("«{}» runs backwards", text));
  return {first, last};
}

cloud::Cidr read_block(const std::string& text, Family family) {
  const ParsedAddress parsed = parse_address(text);
  const ClosedRange<u128> span{parsed.range.first, parsed.range.last};
  const bool block = parsed.ok() && parsed.range.family == family && is_prefix(span);
  if (!block) refuse(fmt::format("«{}» is no block of that family", text));
  return {family, span.first, prefix_length(span) - (kAddressBitsV6 - address_bits(family))};
}

// The block of one side, where there is one.
std::optional<cloud::Cidr> read_side(const json& permission, const std::string& side) {
  const std::string v4 = side + "CidrIp";
  const std::string v6 = "Ipv6" + v4;
  if (permission.contains(v4)) return read_block(permission[v4], Family::V4);
  if (permission.contains(v6)) return read_block(permission[v6], Family::V6);
  return std::nullopt;
}

template <class Id>
Id known(const std::map<std::string, Id, std::less<>>& ids, const std::string& id) {
  const auto found = ids.find(id);
  if (found == ids.end()) refuse(fmt::format("nothing in the policy has the id «{}»", id));
  return found->second;
}

GroupReference read_group(const json& permission, const std::string& side, const KnownIds& ids) {
  const GroupReference group{known(ids.groups, permission.at(side + "GroupId").get<std::string>())};
  const std::string owner = permission.value(side + "GroupOwnerAccount", "");
  if (owner != (ids.external.contains(group.point) ? ids.owner : "")) refuse("the account is not that of the group");
  return group;
}

Peer read_peer(const json& permission, const std::string& side, const KnownIds& ids) {
  const std::string group = side + "GroupId";
  cloud::demand_one_of(permission, {side + "CidrIp", "Ipv6" + side + "CidrIp", group, side + "PrefixListId"});
  if (const auto block = read_side(permission, side)) return *block;
  if (permission.contains(group)) return read_group(permission, side, ids);
  return PrefixListReference{known(ids.prefix_lists, permission.at(side + "PrefixListId").get<std::string>())};
}

}  // namespace

Entry read_entry(const json& permission, ir::Direction direction, const KnownIds& ids) {
  const bool inbound = direction == ir::Direction::Inbound;
  const std::string far = inbound ? "Source" : "Dest";
  cloud::demand_known_members(
      permission, {"IpProtocol", "PortRange", "SourcePortRange", "SourceCidrIp", "Ipv6SourceCidrIp", "DestCidrIp",
                   "Ipv6DestCidrIp", far + "GroupId", far + "GroupOwnerAccount", far + "PrefixListId", "Policy", "Priority",
                   "NicType", "Description"});
  Entry entry;
  entry.protocol = read_word(permission.at("IpProtocol").get<std::string>(), kProtocols);
  const std::string ports = permission.at("PortRange");
  if (has_ports(entry.protocol)) {
    entry.ports = read_ports(ports);
    if (permission.contains("SourcePortRange")) entry.source_ports = read_ports(permission["SourcePortRange"].get<std::string>());
  } else if (ports != "-1/-1" || permission.contains("SourcePortRange")) {
    refuse(fmt::format("{} has no ports", to_string(entry.protocol)));
  }
  entry.peer = read_peer(permission, far, ids);
  entry.near = read_side(permission, inbound ? "Dest" : "Source");
  constexpr Nic kNics[] = {Nic::Intranet, Nic::Internet};
  entry.nic = read_word(permission.at("NicType").get<std::string>(), kNics);
  const std::string policy = permission.at("Policy");
  if (policy != "accept" && policy != "drop") refuse(fmt::format("«{}» is no policy", policy));
  entry.accept = policy == "accept";
  entry.level = static_cast<Level>(read_number(permission.at("Priority").get<std::string>(), kClosingLevel));
  return entry;
}

}  // namespace sgc::targets::alibaba
