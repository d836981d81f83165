#include "tests/properties/random/services.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "compiler/net/protocol.h"
#include "tests/properties/random/words.h"

namespace sgc::properties {
namespace {

// Ports near to each other, and those at the ends.
NumberRange any_ports(Draft& draft) {
  Dice& dice = draft.dice;
  constexpr std::uint16_t kPorts[] = {1, 22, 53, 79, 80, 81, 443, 1023, 1024, 8000, 8099, 65534, 65535};
  const std::uint16_t first = dice.pick(std::span<const std::uint16_t>(kPorts));
  if (dice.one_in(2)) return {first, first};
  const std::uint16_t least = draft.options.port_zero ? 0 : 1;
  if (dice.one_in(8)) return {least, first};  // 0 may begin a range, and only that
  const std::uint16_t last = dice.pick(std::span<const std::uint16_t>(kPorts));
  return {std::min(first, last), std::max(first, last)};
}

std::string ports_text(NumberRange ports, Dice& dice) {
  if (ports.first == ports.last) return std::to_string(ports.first);
  return fmt::format("{}{}{}", ports.first, dice.one_in(4) ? " - " : "-", ports.last);
}

struct Ports {
  std::string text;
  std::vector<NumberRange> ranges;  // empty: all
};

Ports some_ports(Draft& draft) {
  Dice& dice = draft.dice;
  Ports ports;
  for (std::size_t i = 0; i <= dice.below(3); ++i) {
    ports.ranges.push_back(any_ports(draft));
    ports.text += (i == 0 ? "" : ", ") + ports_text(ports.ranges.back(), dice);
  }
  return ports;
}

What with_ports(Draft& draft) {
  Dice& dice = draft.dice;
  constexpr std::uint8_t kProtocols[] = {protocol::kTcp, protocol::kTcp, protocol::kUdp, protocol::kSctp};
  const std::size_t choices = draft.options.other_protocols ? 4 : 3;
  const std::uint8_t number = kProtocols[dice.below(choices)];
  const Ports destination = dice.one_in(5) ? Ports{} : some_ports(draft);
  const Ports source = draft.options.source_ports && dice.one_in(5) ? some_ports(draft) : Ports{};

  What what{std::string(*protocol_word(number)), {}};
  if (!destination.ranges.empty()) what.text += " " + destination.text;
  if (!source.ranges.empty()) what.text += " sport " + source.text;

  const std::vector<NumberRange> all{kAllPorts};
  for (const NumberRange d : destination.ranges.empty() ? all : destination.ranges) {
    for (const NumberRange s : source.ranges.empty() ? all : source.ranges) {
      what.set = unite(what.set, ServiceSet::ports(number, s, d));
    }
  }
  return what;
}

struct NamedType {
  Family family;
  std::string_view name;
  std::uint8_t number;
};

constexpr NamedType kTypes[] = {
    {Family::V4, "echo-reply", 0},       {Family::V4, "destination-unreachable", 3}, {Family::V4, "source-quench", 4},
    {Family::V4, "redirect", 5},         {Family::V4, "echo-request", 8},            {Family::V4, "router-advertisement", 9},
    {Family::V4, "router-solicitation", 10}, {Family::V4, "time-exceeded", 11},      {Family::V4, "parameter-problem", 12},
    {Family::V4, "timestamp-request", 13}, {Family::V4, "timestamp-reply", 14},
    {Family::V6, "destination-unreachable", 1}, {Family::V6, "packet-too-big", 2},   {Family::V6, "time-exceeded", 3},
    {Family::V6, "parameter-problem", 4}, {Family::V6, "echo-request", 128},         {Family::V6, "echo-reply", 129},
    {Family::V6, "mld-query", 130},      {Family::V6, "mld-report", 131},            {Family::V6, "mld-done", 132},
    {Family::V6, "router-solicitation", 133}, {Family::V6, "router-advertisement", 134},
    {Family::V6, "neighbour-solicitation", 135}, {Family::V6, "neighbour-advertisement", 136}, {Family::V6, "redirect", 137},
    {Family::V6, "mld2-report", 143}};

What icmp(Draft& draft) {
  Dice& dice = draft.dice;
  const std::vector<Family> families = draft.families();
  const Family family = dice.pick(std::span<const Family>(families));
  const std::string word = family == Family::V4 ? "icmp" : "icmp6";
  const auto type = static_cast<std::uint16_t>(dice.below(255));  // 0 to 254
  const auto code = static_cast<std::uint16_t>(dice.below(5));
  switch (dice.below(4)) {
    case 0: return {word, ServiceSet::icmp(family, kAllIcmp, kAllIcmp)};
    case 1: return {fmt::format("{} {}", word, type), ServiceSet::icmp(family, {type, type}, kAllIcmp)};
    case 2: return {fmt::format("{} {}/{}", word, type, code), ServiceSet::icmp(family, {type, type}, {code, code})};
    default: break;
  }
  const NamedType* named = &dice.pick(std::span<const NamedType>(kTypes));
  while (named->family != family) named = &dice.pick(std::span<const NamedType>(kTypes));
  return {fmt::format("{} {}", word, named->name), ServiceSet::icmp(family, {named->number, named->number}, kAllIcmp)};
}

What other_protocol(Dice& dice) {
  constexpr std::uint8_t kWords[] = {protocol::kGre, protocol::kEsp, protocol::kAh};
  constexpr std::uint8_t kNumbers[] = {1, 2, 4, 6, 17, 41, 43, 47, 58, 59, 89, 132, 254, 255};
  if (dice.one_in(2)) {
    const std::uint8_t number = dice.pick(std::span<const std::uint8_t>(kWords));
    return {std::string(*protocol_word(number)), ServiceSet::of_protocol(number)};
  }
  const std::uint8_t number = dice.pick(std::span<const std::uint8_t>(kNumbers));
  return {fmt::format("proto {}", number), ServiceSet::of_protocol(number)};
}

What item(Draft& draft) {
  Dice& dice = draft.dice;
  switch (dice.below(10)) {
    case 0:
      if (dice.one_in(3)) return {"all", ServiceSet::all()};  // more would leave later rules nothing to decide
      break;
    case 1:
    case 2:
      if (draft.options.icmp) return icmp(draft);
      break;
    case 3:
      if (draft.options.other_protocols) return other_protocol(dice);
      break;
    case 4:
    case 5: {
      if (draft.services.empty()) break;
      const NamedService& named = dice.pick(std::span<const NamedService>(draft.services));
      return {named.name, named.set};
    }
    default: break;
  }
  return with_ports(draft);
}

What items(Draft& draft, const std::string& separator) {
  What all = item(draft);
  for (std::size_t more = draft.dice.below(3); more > 0; --more) {
    const What next = item(draft);
    all.text += separator + next.text;
    all.set = unite(all.set, next.set);
  }
  return all;
}

}  // namespace

What any_what(Draft& draft, std::span<const Family> families) {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    const What what = items(draft, ", ");
    const auto exists = [&what](Family family) { return !what.set.empty(family); };
    if (std::any_of(families.begin(), families.end(), exists)) return what;
  }
  return {"all", ServiceSet::all()};
}

std::string new_service(Draft& draft) {
  const What what = items(draft, draft.dice.one_in(2) ? ", " : "\n  ");
  const std::string name = new_service_name(draft);
  draft.services.push_back({name, what.set});
  return fmt::format("service {} {{\n  {}{}\n}}\n", name, what.text, draft.dice.one_in(4) ? "," : "");
}

void add_prelude_services(Draft& draft) {
  const auto tcp = [](std::uint16_t port) { return ServiceSet::ports(protocol::kTcp, kAllPorts, {port, port}); };
  const auto udp = [](std::uint16_t port) { return ServiceSet::ports(protocol::kUdp, kAllPorts, {port, port}); };
  draft.services = {{"ssh", tcp(22)}, {"http", tcp(80)}, {"https", tcp(443)}, {"dns", unite(tcp(53), udp(53))}, {"ntp", udp(123)}};
  if (draft.options.icmp) {
    draft.services.push_back({"ping", unite(ServiceSet::icmp(Family::V4, {8, 8}, kAllIcmp), ServiceSet::icmp(Family::V6, {128, 128}, kAllIcmp))});
    draft.services.push_back({"pmtu", unite(ServiceSet::icmp(Family::V4, {3, 3}, {4, 4}), ServiceSet::icmp(Family::V6, {2, 2}, kAllIcmp))});
  }
  for (const NamedService& service : draft.services) draft.taken_services.insert(service.name);
}

}  // namespace sgc::properties
