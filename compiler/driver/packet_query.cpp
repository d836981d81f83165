#include "compiler/driver/packet_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/driver/numbers.h"
#include "compiler/net/parse_address.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {
namespace {

constexpr const char* kForm =
    "write it as \"tcp 203.0.113.9:40000 -> edge 80\" or \"icmp:echo-request 192.0.2.1 -> 10.0.1.5\"";

// Parsing ends at the first fault; it travels as an exception inside this file and as a value outside.
[[noreturn]] void fault(std::string what, std::string help = {}) {
  throw PacketFault{std::move(what), std::move(help)};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find_first_not_of(" \t", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t", begin), text.size());
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

NumberRange single(std::int64_t value) {
  return {static_cast<std::uint16_t>(value), static_cast<std::uint16_t>(value)};
}

NumberRange port_from(std::string_view text) {
  const auto port = parse_number(text, 0, kMaxPort);
  if (!port) fault(fmt::format("'{}' is no port", text), "a port is a number from 0 to 65535");
  return single(*port);
}

// ---- protocol -----------------------------------------------------------------------------------

std::uint8_t protocol_from(std::string_view word) {
  if (const auto number = protocol_number(word)) return *number;

  static constexpr std::array<std::string_view, 9> kWords{"tcp", "udp", "sctp", "icmp", "icmp6",
                                                          "gre", "esp", "ah",   "proto"};
  const auto near = suggest(word, kWords);
  fault(fmt::format("'{}' is no protocol", word),
        near ? fmt::format("did you mean '{}'?", *near)
             : "a packet has a protocol: tcp, udp, sctp, icmp, icmp6, gre, esp, ah or proto N");
}

// ":TYPE[/CODE]" without the colon.
void take_icmp(std::string_view text, PacketQuery& query) {
  if (query.protocol != protocol::kIcmp && query.protocol != protocol::kIcmp6) {
    fault("only icmp and icmp6 have types",
          "ports stand behind the addresses: \"tcp 203.0.113.9:40000 -> edge 80\"");
  }
  const Family family = query.protocol == protocol::kIcmp ? Family::V4 : Family::V6;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view type = text.substr(0, slash);

  auto number = parse_number(type, 0, kMaxIcmp);
  if (const auto named = icmp_type_number(family, type)) number = *named;
  if (!number)
    fault(fmt::format("'{}' is no type of {}", type, protocol_text(query.protocol)),
          "write a number, or a name such as echo-request");
  query.a = single(*number);

  if (slash == text.size()) return;
  const auto code = parse_number(text.substr(slash + 1), 0, kMaxIcmp);
  if (!code)
    fault(fmt::format("'{}' is no code", text.substr(slash + 1)), "a code is a number from 0 to 255");
  query.b = single(*code);
}

// Takes the protocol off the front of `words`.
void take_protocol(std::vector<std::string_view>& words, PacketQuery& query) {
  if (words.empty()) fault("the packet does not name a protocol", kForm);
  const std::string_view first = words.front();
  words.erase(words.begin());

  if (first == "proto") {
    const auto number = words.empty() ? std::nullopt : parse_number(words.front(), 0, protocol::kLast);
    if (!number) fault("`proto` takes a number from 0 to 255", "\"proto 89 192.0.2.1 -> 10.0.0.1\"");
    words.erase(words.begin());
    query.protocol = static_cast<std::uint8_t>(*number);
    return;
  }

  const std::size_t colon = std::min(first.find(':'), first.size());
  query.protocol = protocol_from(first.substr(0, colon));
  if (colon != first.size()) take_icmp(first.substr(colon + 1), query);
}

// ---- ends ---------------------------------------------------------------------------------------

struct WrittenEnd {
  std::string_view name;  // an address without brackets, or the name of a point
  std::optional<std::string_view> port;
};

WrittenEnd split_port(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos)
      fault(fmt::format("'{}' opens a bracket and does not close it", text), kForm);
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':')
      fault(fmt::format("'{}' is more than an address and a port", text), kForm);
    return {text.substr(1, close - 1), rest.empty() ? std::nullopt : std::optional(rest.substr(1))};
  }
  if (std::count(text.begin(), text.end(), ':') != 1) return {text, std::nullopt};
  const std::size_t colon = text.find(':');
  return {text.substr(0, colon), text.substr(colon + 1)};
}

const AddressSet& addresses_of(const ir::Policy& policy, ir::PointId id) {
  const ir::Point& point = policy.point(id);
  const ir::LoadBalancerPart* balancer = point.load_balancer();
  return policy.addresses(balancer != nullptr ? balancer->vips : point.addresses);
}

[[noreturn]] void not_an_end(std::string_view name, const ir::Policy& policy) {
  const auto refuse_one_of = [&](const auto& declarations, std::string_view kind) {
    for (const auto& declared : declarations) {
      if (declared.name != name) continue;
      fault(fmt::format("'{}' is a {}: a packet goes from one address or point to another", name, kind),
            "name one of its addresses");
    }
  };
  refuse_one_of(policy.groups, "group");
  refuse_one_of(policy.networks, "network");
  refuse_one_of(policy.prefix_lists, "prefix list");
  std::vector<std::string_view> points;
  for (const ir::Point& point : policy.points) points.push_back(point.name);
  const auto near = suggest(name, points);
  fault(fmt::format("'{}' is neither an address nor a point of the policy", name),
        near ? fmt::format("did you mean '{}'?", *near) : std::string());
}

PacketQuery::End end_from(std::string_view name, const ir::Policy& policy, bool is_destination) {
  if (const auto id = policy.find_point(name)) {
    const AddressSet& addresses =
        is_destination ? addresses_of(policy, *id) : policy.addresses(policy.point(*id).addresses);
    if (addresses.empty())
      fault(fmt::format("the policy does not say which addresses '{}' has", name), "name an address");
    return {*id, addresses};
  }
  const ParsedAddress parsed = parse_single_address(name);
  if (parsed.ok()) return {{}, AddressSet::of(parsed.range)};
  if (parsed.fault == AddressFault::NotAnAddress && parse_address(name).fault == AddressFault::NotAnAddress)
    not_an_end(name, policy);
  fault(fmt::format(
            "'{}' is not one address{}", name,
            parsed.fault == AddressFault::NotAnAddress ? "" : fmt::format(": {}", describe(parsed.fault))),
        parsed.mend.empty() ? std::string() : fmt::format("write {}", parsed.mend));
}

void take_source(std::vector<std::string_view> words, const ir::Policy& policy, PacketQuery& query) {
  if (words.size() != 1)
    fault(words.empty() ? "the packet has no source"
                        : "a source is one address or point, and its port after a colon",
          kForm);
  const WrittenEnd end = split_port(words.front());
  query.from = end_from(end.name, policy, false);
  if (!end.port) return;
  if (detail_of(Family::V4, query.protocol) != Detail::Ports)
    fault(fmt::format("{} has no ports", protocol_text(query.protocol)));
  query.a = port_from(*end.port);
}

void take_destination(std::vector<std::string_view> words, const ir::Policy& policy, PacketQuery& query) {
  if (words.empty() || words.size() > 2)
    fault(
        words.empty() ? "the packet has no destination" : "a destination is one address or point, and a port",
        kForm);
  WrittenEnd end = split_port(words.front());
  if (words.size() == 2 && end.port) fault("the destination has two ports", kForm);
  if (words.size() == 2) end.port = words.back();

  query.to = end_from(end.name, policy, true);
  if (!end.port) return;
  if (detail_of(Family::V4, query.protocol) != Detail::Ports)
    fault(fmt::format("{} has no ports", protocol_text(query.protocol)));
  query.b = port_from(*end.port);
}

// Leaves the families in which such a packet exists.
void keep_shared_families(PacketQuery& query) {
  bool shared = false;
  for (const Family family : kFamilies) {
    const bool icmp_of_other = (query.protocol == protocol::kIcmp && family == Family::V6) ||
                               (query.protocol == protocol::kIcmp6 && family == Family::V4);
    const bool can_be = !query.from.addresses.empty(family) && !query.to.addresses.empty(family) &&
                        exists_in(family, query.protocol) && !icmp_of_other;
    shared = shared || can_be;
    if (can_be) continue;
    query.from.addresses = subtract(query.from.addresses, AddressSet::any(family));
    query.to.addresses = subtract(query.to.addresses, AddressSet::any(family));
  }
  if (!shared)
    fault("there is no such packet: source, destination and protocol share no address family",
          "write two addresses of one family, and a point that has addresses of it; icmp is of IPv4, icmp6 of IPv6");
}

PacketQuery query_from(std::string_view text, const ir::Policy& policy) {
  const std::size_t arrow = text.find("->");
  if (arrow == std::string_view::npos) fault("the packet has no '->' between source and destination", kForm);

  PacketQuery query;
  auto words = words_of(text.substr(0, arrow));
  take_protocol(words, query);
  take_source(std::move(words), policy, query);
  take_destination(words_of(text.substr(arrow + 2)), policy, query);
  keep_shared_families(query);
  return query;
}

}  // namespace

std::variant<PacketQuery, PacketFault> parse_packet_query(std::string_view text, const ir::Policy& policy) {
  try {
    return query_from(text, policy);
  } catch (PacketFault& found) {
    return std::move(found);
  }
}

}  // namespace sgc::driver
