// A list of hosts against the plain list of ranges that it was made of.
#include "targets/xdp/host_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <span>

#include "compiler/net/address_set.h"
#include "tests/workloads/workloads.h"

namespace sgc::targets::xdp {
namespace {

using workloads::Random;

std::vector<HostRange> ranges_in(const AddressSet& set) {
  std::vector<HostRange> ranges;
  for (const RangeV4& range : set.v4()) ranges.push_back({range.first, range.last});
  return ranges;
}

// Few in one place and many in another, side by side and far apart, hosts and ranges of every width, in the upper half; now
// and then the first address.
AddressSet random_set(Random& random) {
  std::vector<RangeV4> ranges;
  const std::uint64_t count = workloads::below(random, 2000);
  for (std::uint64_t i = 0; i < count; ++i) {
    const unsigned spread = static_cast<unsigned>(workloads::below(random, 32));
    const auto first = 0x80000000U | static_cast<std::uint32_t>(random() & 0x7FFFFFFFU) >> spread;
    const auto width = random() % 4 == 0 ? static_cast<std::uint32_t>(random()) >> (12 + random() % 20) : 0U;
    ranges.push_back({first, UINT32_MAX - first < width ? UINT32_MAX : first + width});
  }
  if (count % 4 == 0) ranges.push_back({0, static_cast<std::uint32_t>(count) * 100});
  return AddressSet::from_ranges(std::move(ranges), {});
}

void expect_same(const HostList& list, const AddressSet& set, std::uint32_t address) {
  ASSERT_EQ(is_listed(list, address), set.contains({Family::V4, address})) << std::hex << address;
}

TEST(XdpHostList, HoldsWhatItWasMadeOf) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    const AddressSet set = random_set(random);
    const HostList list = make_host_list(ranges_in(set)).value();
    for (const RangeV4& range : set.v4()) {
      for (const std::uint32_t address : {range.first - 1, range.first, range.first + 1, range.last - 1, range.last, range.last + 1}) {
        expect_same(list, set, address);
      }
    }
    for (int i = 0; i < 1000; ++i) expect_same(list, set, static_cast<std::uint32_t>(random()));
    if (HasFatalFailure()) return;
  }
}

TEST(XdpHostList, SaysItsRanges) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    const AddressSet set = random_set(random);
    ASSERT_EQ(ranges_of(make_host_list(ranges_in(set)).value()), ranges_in(set)) << "seed " << seed;
  }
}

// The four entries of the word of an address.
std::vector<std::uint32_t> entries_of(const HostList& list, std::uint32_t address) {
  const std::size_t at = (address >> kHostPlaceBits) * kWordHalves;
  return {list.words[at] & 0xFFFFU, list.words[at] >> 16U, list.words[at + 1] & 0xFFFFU, list.words[at + 1] >> 16U};
}

TEST(XdpHostList, EachNumberOfEntriesFillsAWord) {
  constexpr std::uint32_t kPart = kGoesOn;
  const HostList list = make_host_list(std::vector<HostRange>{
                                           {kPart + 5, kPart + 5},                                                   // one
                                           {2 * kPart + 5, 2 * kPart + 5}, {2 * kPart + 9, 2 * kPart + 9},           // two
                                           {3 * kPart + 16, 3 * kPart + 31},                                         // two
                                           {4 * kPart + 5, 4 * kPart + 5}, {4 * kPart + 16, 4 * kPart + 31},         // three
                                           {5 * kPart + 2, 5 * kPart + 3}, {5 * kPart + 16, 5 * kPart + 31},         // four
                                           {6 * kPart, 8 * kPart - 1},                                               // all of two
                                       }).value();
  using Entries = std::vector<std::uint32_t>;
  EXPECT_EQ(entries_of(list, 0), (Entries{0, 0, 0, 0}));
  EXPECT_EQ(entries_of(list, kPart), (Entries{5 | kGoesOn, 5, 0, 0}));
  EXPECT_EQ(entries_of(list, 2 * kPart), (Entries{5, 9, 0, 0}));
  EXPECT_EQ(entries_of(list, 3 * kPart), (Entries{16 | kGoesOn, 31, 0, 0}));
  EXPECT_EQ(entries_of(list, 4 * kPart), (Entries{5 | kGoesOn, 5, 16 | kGoesOn, 31}));
  EXPECT_EQ(entries_of(list, 5 * kPart), (Entries{2 | kGoesOn, 3, 16 | kGoesOn, 31}));
  EXPECT_EQ(entries_of(list, 6 * kPart), (Entries{kGoesOn, kLastPlace, 0, 0}));
  EXPECT_EQ(entries_of(list, 7 * kPart), (Entries{kGoesOn, kLastPlace, 0, 0}));
  EXPECT_EQ(list.entries, Entries{0});
  EXPECT_EQ(list.search_steps, 0U);
}

TEST(XdpHostList, AWordThatWouldHoldTooMuchSaysWhereItsEntriesStand) {
  std::vector<HostRange> ranges;
  for (std::uint32_t i = 0; i < 5; ++i) ranges.push_back({2 * i, 2 * i});
  for (std::uint32_t i = 0; i < 3; ++i) ranges.push_back({kGoesOn + 4 * i, kGoesOn + 4 * i + 1});
  const HostList list = make_host_list(ranges).value();
  EXPECT_THAT(std::span(list.words).first(4), testing::ElementsAre(0U, kIsSpilled | 5U, 5U, kIsSpilled | 6U));
  EXPECT_EQ(list.entries, (std::vector<std::uint32_t>{0, 0, 2, 4, 6, 8, kGoesOn, 1, kGoesOn | 4, 5, kGoesOn | 8, 9}));
  EXPECT_EQ(list.search_steps, 3U);
}

// As the program does it (HOSTS in the template): for every place, for words of every number of entries.
TEST(XdpHostList, WhatLetsAPlaceInIsOddWhereItIsListed) {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    HostPlaces places;
    std::uint32_t next = static_cast<std::uint32_t>(workloads::below(random, 3)) * 10'000;
    for (std::uint64_t left = workloads::below(random, 5); left > 0 && next <= kLastPlace; --left) {
      const std::uint32_t last = std::min(kLastPlace, next + static_cast<std::uint32_t>(workloads::below(random, 2) * workloads::below(random, 9)));
      places.push_back({next, last});
      next = last + 2 + static_cast<std::uint32_t>(random()) % (random() % 2 == 0 ? 4U : 20'000U);
    }
    const std::optional<WordHalves> halves = word_of(places);
    ASSERT_EQ(halves.has_value(), entries_for(places) <= kWordEntries);
    if (!halves) continue;
    ASSERT_FALSE(is_spilled(*halves));
    ASSERT_EQ(places_of(*halves), places);

    const std::uint64_t word = (*halves)[0] | std::uint64_t{(*halves)[1]} << 32U;
    for (std::uint32_t place = 0; place <= kLastPlace; ++place) {
      bool odd = false;
      std::uint32_t before = 0;
      for (unsigned at = 0; at < 64; at += 16) {
        const auto entry = static_cast<std::uint32_t>(word >> at) & 0xFFFFU;
        const std::uint32_t number = entry & kLastPlace;
        odd ^= (entry & kGoesOn) != 0 ? number <= place : (before & kGoesOn) != 0 ? number < place : number == place;
        before = entry;
      }
      const bool listed = std::any_of(places.begin(), places.end(), [&](const HostRange& r) { return r.first <= place && place <= r.last; });
      ASSERT_EQ(odd, listed) << "round " << round << ", place " << place;
    }
  }
}

TEST(XdpHostList, IsNoneWhereOneSectionDoesNotTakeIt) {
  std::vector<HostRange> hosts;
  for (std::uint32_t i = 1; i < 2'200'000; ++i) hosts.push_back({i * 16, i * 16});
  EXPECT_FALSE(make_host_list(hosts));
}

}  // namespace
}  // namespace sgc::targets::xdp
