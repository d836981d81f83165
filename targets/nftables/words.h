// The names that nft has for protocols and ICMP types, as far as files use them: print writes them, read knows them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sgc::nftables {

struct NumberName {
  std::string_view name;
  std::uint16_t number;
};

constexpr std::array<NumberName, 8> kProtocolNames{{{"icmp", 1},
                                                    {"igmp", 2},
                                                    {"tcp", 6},
                                                    {"udp", 17},
                                                    {"gre", 47},
                                                    {"esp", 50},
                                                    {"ipv6-icmp", 58},
                                                    {"sctp", 132}}};

constexpr std::array<NumberName, 6> kIcmpTypeNames{{{"echo-reply", 0},
                                                    {"destination-unreachable", 3},
                                                    {"redirect", 5},
                                                    {"echo-request", 8},
                                                    {"time-exceeded", 11},
                                                    {"parameter-problem", 12}}};

constexpr std::array<NumberName, 6> kIcmp6TypeNames{{{"destination-unreachable", 1},
                                                     {"packet-too-big", 2},
                                                     {"time-exceeded", 3},
                                                     {"parameter-problem", 4},
                                                     {"echo-request", 128},
                                                     {"echo-reply", 129}}};

// Null where there is none.
template <class Names>
const NumberName* find_name(const Names& names, std::string_view word) {
  for (const NumberName& known : names) {
    if (known.name == word) return &known;
  }
  return nullptr;
}

template <class Names>
const NumberName* find_number(const Names& names, std::uint16_t number) {
  for (const NumberName& known : names) {
    if (known.number == number) return &known;
  }
  return nullptr;
}

}  // namespace sgc::nftables
