// IP protocol numbers that sgc knows by name, and what kind of detail a packet of each carries.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/net/address.h"

namespace sgc {

namespace protocol {
constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIgmp = 2;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kGre = 47;
constexpr std::uint8_t kEsp = 50;
constexpr std::uint8_t kAh = 51;
constexpr std::uint8_t kIcmp6 = 58;
constexpr std::uint8_t kSctp = 132;
constexpr std::uint8_t kLast = 255;
}  // namespace protocol

constexpr std::uint16_t kMaxPort = 65535;
constexpr std::uint16_t kMaxIcmp = 255;  // of a type or a code, in a packet

// What the two numbers of a packet mean beside its addresses.
enum class Detail : std::uint8_t {
  None,   // both are 0
  Ports,  // source port, destination port
  Icmp,   // type, code
};

// ICMP is a protocol of IPv4 and ICMPv6 one of IPv6; their numbers in the other family carry no detail.
constexpr Detail detail_of(Family family, std::uint8_t number) {
  switch (number) {
    case protocol::kTcp:
    case protocol::kUdp:
    case protocol::kSctp: return Detail::Ports;
    case protocol::kIcmp: return family == Family::V4 ? Detail::Icmp : Detail::None;
    case protocol::kIcmp6: return family == Family::V6 ? Detail::Icmp : Detail::None;
    default: return Detail::None;
  }
}

// Extension headers of IPv6 are never the last of the chain, so no IPv6 packet is of these protocols (RFC 8200 and
// RFC 4302; ESP hides what follows and is last).
constexpr bool exists_in(Family family, std::uint8_t number) {
  if (family == Family::V4) return true;
  return number != 0 && number != 43 && number != 44 && number != protocol::kAh && number != 60;
}

// "tcp", "icmp6", …, or nothing for a number without a word in the language.
std::optional<std::string_view> protocol_word(std::uint8_t number);
// The number of a word of the language; nothing for "proto", "all" and the unknown.
std::optional<std::uint8_t> protocol_number(std::string_view word);
// "tcp" or "proto 89".
std::string protocol_text(std::uint8_t number);

// The type of a name of language section 3 after `icmp` or `icmp6`; and its first name.
std::optional<std::uint8_t> icmp_type_number(Family family, std::string_view name);
std::optional<std::string_view> icmp_type_name(Family family, std::uint8_t type);

// All words that icmp_type_number knows, in the order of the language page: for «did you mean».
std::span<const std::string_view> icmp_type_names(Family family);

}  // namespace sgc
