#include "tests/verdicts/host_lists.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "tests/verdicts/harness/dice.h"

namespace sgc::verdicts {
namespace {

constexpr std::array kServices = {
    "tcp 80", "tcp 443", "tcp 80, 443, 8000-8099", "udp 53", "dns", "icmp echo-request, udp 9", "icmp6 echo-request, icmp timestamp-request", "ping",
    "icmp 3/4, icmp6 1/4", "tcp 22 sport 1024-65535", "tcp 80 sport 20, 21", "sctp 3868", "gre", "proto 89", "esp", "tcp", "udp", "all"};
constexpr std::array kVerdicts = {"allow", "allow", "allow", "deny", "reject"};

template <class Array>
std::string one_of(Dice& dice, const Array& words) {
  return words[dice.below(words.size())];
}

// A small world, so that sides meet: 10.0.0.0/22 and 2001:db8::/118.
std::string address(Dice& dice) {
  const auto low = dice.below(1024);
  switch (dice.below(6)) {
    case 0: return fmt::format("10.0.{}.{}", low / 256, low % 256);
    case 1: return fmt::format("10.0.{}.{}/28", low / 256, low % 256 / 16 * 16);
    case 2: return fmt::format("10.0.{}.0/24", low / 256);
    case 3: return fmt::format("10.0.{0}.{1}-10.0.{0}.{2}", low / 256, low % 128, low % 128 + 1 + dice.below(100));
    case 4: return fmt::format("2001:db8::{:x}", low);
    default: return fmt::format("2001:db8::{:x}/124", low / 16 * 16);
  }
}

std::string wide_or(Dice& dice, const std::string& narrow) {
  switch (dice.below(12)) {
    case 0: return "any";
    case 1: return "any4";
    case 2: return "10.0.0.0/23, 2001:db8::/119";
    default: return narrow;
  }
}

std::string option(Dice& dice) {
  switch (dice.below(10)) {
    case 0: return " log";
    case 1: return " log \"prefix\" comment \"a } of \\\" all; kinds\"";
    case 2: return " comment \"said\"";
    default: return "";
  }
}

std::string group_of(Dice& dice, std::string_view name, std::size_t ranges) {
  std::vector<std::string> elements;
  for (std::size_t i = 0; i < ranges; ++i) elements.push_back(address(dice));
  elements.push_back("10.1.0.1");
  elements.push_back("2001:db8:1::1");
  return fmt::format("group {} {{ {} }}\n", name, fmt::join(elements, ", "));
}

constexpr const char* kBig =
    "target nftables { baseline off } target iptables { baseline off }\n"
    "securitygroup big {\n";

}  // namespace

const char* const kSmallLists = R"(target nftables { baseline off }
target iptables { baseline off }
group office { 192.0.2.0/28, 2001:db8:1::/48 }
group guests { 192.0.2.8/30 }
group partners { 198.51.100.7, 198.51.100.9, 203.0.113.0/24, 203.0.114.5-203.0.114.77 }
group hosts { 10.9.0.1, 10.9.0.3, 10.9.0.5, 2001:db8:9::1 }
securitygroup backend {
  members 10.0.1.0/24, 2001:db8:2::/64
  inbound {
    allow ssh from office
    deny udp 5000-5999 from partners except 203.0.113.128/25 log
    allow tcp 80, 443, 8000-8099 from office, partners except guests
    deny ping from 198.51.100.1, 198.51.100.4 log "ping: "
    reject telnet, dns from any
    allow icmp 3, icmp 4, icmp 5, icmp 8, icmp6 packet-too-big from any
    allow icmp 3/4, gre, esp, ah, proto 89, proto 200 from any4
    reject sctp 3868, icmp6 from any6
    allow all from self
    allow tcp 80 sport 1024-65535, udp 500 sport 500, 4500 from any
    reject all from 203.0.113.7, 2001:db8:3::/64
    deny tcp from hosts to 10.0.1.1, 10.0.1.3
    allow proto 2 from any to 10.0.1.7
    allow tcp 0-1 from any to any6
  }
  outbound {
    deny smtp to any except 192.0.2.25
    allow all to self
    reject tcp 25, 6000-6063 from 10.0.1.0/25 to 0.0.0.0/1, 255.255.255.255, 8000::/1
    allow http, https to any
    allow udp 65535 to 128.0.0.0/1
    default reject
  }
}
)";

const char* const kTightLists = R"(target nftables { baseline off counters off }
target iptables { baseline off }
group clients { 192.0.2.0/24, 198.51.100.0/24, 2001:db8:f::/48, 2001:db8:b00::/40 }
blacklist threats { deny 198.51.100.0/25, 198.51.100.200, 2001:db8:bad::/48 }
securitygroup backend {
  inbound {
    allow tcp 22, 8000-8099 from clients
    reject tcp 22-23 from any
    allow udp 53 sport 1024-65535 from any to 10.0.0.0/24, 2001:db8:1::/64
    allow icmp 3/4, icmp6 128 from any
    allow tcp 80 from any
    allow proto 89 from any4
  }
  outbound {
    deny tcp 8443-8444 to 203.0.113.64/26, 203.0.113.9
    allow tcp 8440-8449 to any
    allow gre to 10.0.0.0/8
    default reject
  }
}
)";

std::string disjoint_rules(std::size_t rules, bool exact) {
  Dice dice(7);
  std::string text = kBig;
  for (const char* const direction : {"inbound", "outbound"}) {
    text += fmt::format("  {} {{\n", direction);
    for (std::size_t i = 0; i < rules; ++i) {
      const auto low = dice.below(256);
      const std::string source = exact || dice.below(2) == 0 ? fmt::format("10.{}.{}.{}", i / 256, i % 256, low)
                                                            : fmt::format("10.{}.{}.0/24", i / 256, i % 256);
      const std::string target = exact ? fmt::format("192.0.2.{}", low) : fmt::format("192.0.2.{}/31", low / 2 * 2);
      const auto port = 1000 + dice.below(1000);
      text += fmt::format("    {} {} {}{} from {} to {}\n", one_of(dice, kVerdicts), dice.below(2) == 0 ? "tcp" : "udp",
                          port, exact ? "" : fmt::format("-{}", port + dice.below(50)), source, target);
    }
    text += "  }\n";
  }
  return text + "}\n";
}

std::string group_rules(const GroupRules& wish) {
  Dice dice(wish.seed);
  std::string text;
  for (std::size_t i = 0; i < wish.groups; ++i) text += group_of(dice, fmt::format("g{}", i), wish.ranges);
  text += kBig;
  for (const char* const direction : {"inbound", "outbound"}) {
    text += fmt::format("  {} {{\n", direction);
    for (std::size_t i = 0; i < wish.rules; ++i) {
      const auto group = [&] { return wide_or(dice, fmt::format("g{}", dice.below(wish.groups))); };
      text += fmt::format("    {} {} from {} to {}{}\n", one_of(dice, kVerdicts), one_of(dice, kServices), group(),
                          group(), option(dice));
    }
    text += "  }\n";
  }
  return text + "}\n";
}

std::string mixed_rules(std::size_t rules, std::uint64_t seed) {
  Dice dice(seed);
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) text += group_of(dice, fmt::format("g{}", i), 1 + dice.below(12));
  text += kBig;
  for (const char* const direction : {"inbound", "outbound"}) {
    text += fmt::format("  {} {{\n", direction);
    for (std::size_t i = 0; i < rules; ++i) {
      const auto narrow = [&] {
        return dice.below(3) == 0 ? fmt::format("g{}, 10.1.0.0/31, 2001:db8:1::/127", dice.below(8))
                                  : address(dice) + ", 10.1.0.0/31, 2001:db8:1::/127";
      };
      text += fmt::format("    {} {} from {} to {}{}\n", one_of(dice, kVerdicts), one_of(dice, kServices),
                          wide_or(dice, narrow()), wide_or(dice, narrow()), option(dice));
    }
    text += "  }\n";
  }
  return text + "}\n";
}

}  // namespace sgc::verdicts
