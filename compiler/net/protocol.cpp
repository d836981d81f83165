#include "compiler/net/protocol.h"

#include <algorithm>
#include <array>

namespace sgc {
namespace {

struct NamedNumber {
  std::string_view name;
  std::uint8_t number;
};

constexpr std::array kProtocolWords = {
    NamedNumber{"tcp", protocol::kTcp},     NamedNumber{"udp", protocol::kUdp},
    NamedNumber{"sctp", protocol::kSctp},   NamedNumber{"icmp", protocol::kIcmp},
    NamedNumber{"icmp6", protocol::kIcmp6}, NamedNumber{"gre", protocol::kGre},
    NamedNumber{"esp", protocol::kEsp},     NamedNumber{"ah", protocol::kAh},
};

// Numbers: IANA, "ICMP Type Numbers" and "ICMPv6 Parameters". Names: language reference, section 3.
constexpr std::array kIcmpTypes = {
    NamedNumber{"echo-reply", 0},           NamedNumber{"destination-unreachable", 3},
    NamedNumber{"source-quench", 4},        NamedNumber{"redirect", 5},
    NamedNumber{"echo-request", 8},         NamedNumber{"router-advertisement", 9},
    NamedNumber{"router-solicitation", 10}, NamedNumber{"time-exceeded", 11},
    NamedNumber{"parameter-problem", 12},   NamedNumber{"timestamp-request", 13},
    NamedNumber{"timestamp-reply", 14},
};

constexpr std::array kIcmp6Types = {
    NamedNumber{"destination-unreachable", 1},
    NamedNumber{"packet-too-big", 2},
    NamedNumber{"time-exceeded", 3},
    NamedNumber{"parameter-problem", 4},
    NamedNumber{"echo-request", 128},
    NamedNumber{"echo-reply", 129},
    NamedNumber{"mld-query", 130},
    NamedNumber{"mld-report", 131},
    NamedNumber{"mld-done", 132},
    NamedNumber{"router-solicitation", 133},
    NamedNumber{"router-advertisement", 134},
    NamedNumber{"neighbour-solicitation", 135},
    NamedNumber{"neighbour-advertisement", 136},
    NamedNumber{"redirect", 137},
    NamedNumber{"mld2-report", 143},
};

template <std::size_t N>
constexpr std::array<std::string_view, N> names_of(const std::array<NamedNumber, N>& table) {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) names[i] = table[i].name;
  return names;
}

constexpr auto kIcmpTypeNames = names_of(kIcmpTypes);
constexpr auto kIcmp6TypeNames = names_of(kIcmp6Types);

std::optional<std::string_view> name_of(std::span<const NamedNumber> table, std::uint8_t number) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [number](const NamedNumber& named) { return named.number == number; });
  if (row == table.end()) return std::nullopt;
  return row->name;
}

std::optional<std::uint8_t> number_of(std::span<const NamedNumber> table, std::string_view name) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [name](const NamedNumber& named) { return named.name == name; });
  if (row == table.end()) return std::nullopt;
  return row->number;
}

std::span<const NamedNumber> icmp_types(Family family) {
  if (family == Family::V4) return kIcmpTypes;
  return kIcmp6Types;
}

}  // namespace

std::optional<std::string_view> protocol_word(std::uint8_t number) {
  return name_of(kProtocolWords, number);
}

std::optional<std::uint8_t> protocol_number(std::string_view word) {
  return number_of(kProtocolWords, word);
}

std::string protocol_text(std::uint8_t number) {
  if (const auto word = protocol_word(number)) return std::string(*word);
  return "proto " + std::to_string(number);
}

std::optional<std::uint8_t> icmp_type_number(Family family, std::string_view name) {
  return number_of(icmp_types(family), name);
}

std::optional<std::string_view> icmp_type_name(Family family, std::uint8_t type) {
  return name_of(icmp_types(family), type);
}

std::span<const std::string_view> icmp_type_names(Family family) {
  if (family == Family::V4) return kIcmpTypeNames;
  return kIcmp6TypeNames;
}

}  // namespace sgc
