#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "compiler/net/service_set.h"

namespace sgc {
namespace {

ServiceSet tcp(NumberRange destination, NumberRange source = kAllPorts) {
  return ServiceSet::ports(protocol::kTcp, source, destination);
}

TEST(ServiceText, SpeaksTheWordsOfTheLanguage) {
  EXPECT_EQ(to_string(unite(tcp({80, 80}), tcp({443, 443}))), "tcp 80, 443");
  EXPECT_EQ(to_string(tcp({8000, 8099})), "tcp 8000-8099");
  EXPECT_EQ(to_string(ServiceSet::of_protocol(protocol::kUdp)), "udp");
  EXPECT_EQ(to_string(tcp({80, 80}, {1024, 65535})), "tcp 80 sport 1024-65535");
  EXPECT_EQ(to_string(unite(tcp(kAllPorts, {20, 20}), tcp(kAllPorts, {22, 22}))), "tcp sport 20, 22");
  EXPECT_EQ(to_string(ServiceSet::icmp(Family::V4, kAllIcmp, kAllIcmp)), "icmp");
  EXPECT_EQ(to_string(ServiceSet::icmp(Family::V4, {8, 8}, kAllIcmp)), "icmp echo-request");
  EXPECT_EQ(to_string(ServiceSet::icmp(Family::V4, {3, 3}, {4, 4})), "icmp 3/4");
  EXPECT_EQ(to_string(ServiceSet::icmp(Family::V4, {7, 7}, kAllIcmp)), "icmp 7");
  EXPECT_EQ(to_string(ServiceSet::icmp(Family::V6, {2, 2}, kAllIcmp)), "icmp6 packet-too-big");
  EXPECT_EQ(to_string(ServiceSet::of_protocol(89)), "proto 89");
  EXPECT_EQ(to_string(ServiceSet::of_protocol(protocol::kGre)), "gre");
  EXPECT_EQ(to_string(ServiceSet::of_protocol(protocol::kAh)), "ah");
  EXPECT_EQ(to_string(ServiceSet::all()), "all");
  EXPECT_EQ(to_string(ServiceSet()), "nothing");
}

TEST(ServiceText, JoinsItemsInTheOrderOfProtocols) {
  const ServiceSet ping = unite(ServiceSet::icmp(Family::V4, {8, 8}, kAllIcmp),
                                ServiceSet::icmp(Family::V6, {128, 128}, kAllIcmp));
  const ServiceSet set = unite(unite(ServiceSet::of_protocol(89), ping), tcp({22, 22}));
  EXPECT_EQ(to_string(set), "icmp echo-request; tcp 22; icmp6 echo-request; proto 89");
}

TEST(ServiceText, NamesAFamilyOnlyWhereOneIsMissing) {
  EXPECT_EQ(to_string(tcp({80, 80}).restricted_to(Family::V4)), "tcp 80 (IPv4)");
  EXPECT_EQ(to_string(ServiceSet::of_protocol(89).restricted_to(Family::V6)), "proto 89 (IPv6)");
  EXPECT_EQ(to_string(unite(tcp({80, 80}), tcp({443, 443}).restricted_to(Family::V4))),
            "tcp 80; tcp 443 (IPv4)");
  EXPECT_EQ(to_string(ServiceSet::all(Family::V4)), "all (IPv4)");
  EXPECT_EQ(to_string(ServiceSet::all(Family::V6)), "all (IPv6)");
}

TEST(ServiceText, IcmpOfTheOtherFamilyIsANumber) {
  const auto box = [](Family family, std::uint8_t number) {
    return to_string(ServiceBox{family, number, number, kNoDetail, kNoDetail});
  };
  EXPECT_EQ(box(Family::V6, protocol::kIcmp), "proto 1 (IPv6)");
  EXPECT_EQ(box(Family::V4, protocol::kIcmp6), "proto 58 (IPv4)");
  EXPECT_EQ(box(Family::V4, protocol::kAh), "ah");
}

TEST(ServiceText, WhatMissesLittleIsSaidByWhatItMisses) {
  EXPECT_EQ(to_string(subtract(ServiceSet::all(), tcp({22, 22}))), "all except tcp 22");
  EXPECT_EQ(to_string(subtract(ServiceSet::all(), tcp({22, 22}).restricted_to(Family::V6))),
            "all except tcp 22 (IPv6)");
}

// Two rules that differ must not look the same to whoever reads about them.
TEST(ServiceText, DifferentSetsHaveDifferentTexts) {
  std::mt19937 random(23);
  constexpr std::uint8_t kTried[] = {0, 1, 2, 6, 17, 43, 44, 58, 59, 89, 132, 255};
  const auto pick = [&] { return kTried[random() % std::size(kTried)]; };
  const auto numbers = [&random]() -> NumberRange {
    if (random() % 2 == 0) return kAllPorts;
    const auto first = static_cast<std::uint16_t>(random() % 4);
    return {first, static_cast<std::uint16_t>(first + random() % 3)};
  };

  std::map<std::string, ServiceSet> by_text;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<ServiceBox> boxes(random() % 4);
    for (ServiceBox& box : boxes) {
      const std::uint8_t x = pick();
      const std::uint8_t y = random() % 3 == 0 ? pick() : x;
      box = {random() % 2 == 0 ? Family::V4 : Family::V6, std::min(x, y), std::max(x, y), numbers(), numbers()};
    }
    ServiceSet set = ServiceSet::from_boxes(boxes);
    if (random() % 4 == 0) set = subtract(ServiceSet::all(), set);
    const auto [known, is_new] = by_text.emplace(to_string(set), set);
    ASSERT_EQ(known->second, set) << known->first;
  }
  EXPECT_GT(by_text.size(), 5'000U);
}

TEST(ServiceText, RunsOfProtocolsAreWrittenAsOne) {
  EXPECT_EQ(to_string(ServiceBox{Family::V4, 100, 110, kNoDetail, kNoDetail}), "proto 100-110 (IPv4)");
  EXPECT_EQ(to_string(ServiceBox{Family::V4, 43, 44, kNoDetail, kNoDetail}), "proto 43-44");
}

TEST(ProtocolText, WordsAndNumbersAgree) {
  for (const std::string_view word : {"tcp", "udp", "sctp", "icmp", "icmp6", "gre", "esp", "ah"}) {
    const auto number = protocol_number(word);
    ASSERT_TRUE(number) << word;
    EXPECT_EQ(protocol_word(*number), word);
    EXPECT_EQ(protocol_text(*number), word);
  }
  EXPECT_FALSE(protocol_number("proto"));
  EXPECT_FALSE(protocol_number("all"));
  EXPECT_FALSE(protocol_word(89));
  EXPECT_EQ(protocol_text(89), "proto 89");
}

TEST(ProtocolText, IcmpTypeNamesAndNumbersAgree) {
  for (const Family family : kFamilies) {
    for (const std::string_view name : icmp_type_names(family)) {
      const auto number = icmp_type_number(family, name);
      ASSERT_TRUE(number) << name;
      EXPECT_EQ(icmp_type_name(family, *number), name);
    }
  }
  EXPECT_EQ(icmp_type_names(Family::V4).size(), 11U);
  EXPECT_EQ(icmp_type_names(Family::V6).size(), 15U);
  EXPECT_EQ(icmp_type_number(Family::V4, "redirect"), 5);
  EXPECT_EQ(icmp_type_number(Family::V6, "redirect"), 137);
  EXPECT_FALSE(icmp_type_number(Family::V4, "packet-too-big"));
}

}  // namespace
}  // namespace sgc
