#include "compiler/net/address_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "compiler/net/prefix.h"

namespace sgc {
namespace {

// Brute force: the low 64 addresses, the highest 64, of each family, one bit each.
constexpr unsigned kTried = 128;
constexpr unsigned kHalf = kTried / 2;

u128 address_at(Family family, unsigned index) {
  return index < kHalf ? u128{index} : last_address(family) - (kTried - 1 - index);
}

std::vector<bool> members(const AddressSet& set) {
  std::vector<bool> found;
  for (const Family family : kFamilies) {
    for (unsigned i = 0; i < kTried; ++i)
      found.push_back(set.contains(Address{family, address_at(family, i)}));
  }
  return found;
}

template <class Number>
void expect_canonical(std::span<const ClosedRange<Number>> ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_LE(ranges[i].first, ranges[i].last);
    EXPECT_TRUE(i == 0 || ranges[i].first - 1 > ranges[i - 1].last);
  }
}

class Sets {
 public:
  AddressSet next() {
    std::vector<RangeV4> v4;
    std::vector<RangeV6> v6;
    for (auto ranges = random_() % 8; ranges != 0; --ranges) {
      const Family family = random_() % 2 == 0 ? Family::V4 : Family::V6;
      const unsigned x = pick();
      const unsigned y = random_() % 8 == 0 ? pick() : std::min(x + pick() % 8, kTried - 1);
      const u128 first = address_at(family, std::min(x, y));
      const u128 last = address_at(family, std::max(x, y));
      if (family == Family::V4) {
        v4.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)});
      } else {
        v6.push_back({first, last});
      }
    }
    return AddressSet::from_ranges(v4, v6);
  }

 private:
  unsigned pick() { return static_cast<unsigned>(random_() % kTried); }

  std::mt19937 random_{11};
};

TEST(AddressSet, AlgebraAgreesWithBruteForce) {
  Sets sets;
  for (int round = 0; round < 2000; ++round) {
    const AddressSet x = sets.next();
    const AddressSet y = sets.next();
    const auto in_x = members(x);
    const auto in_y = members(y);
    std::vector<bool> either, both, only_x;
    for (std::size_t i = 0; i < in_x.size(); ++i) {
      either.push_back(in_x[i] || in_y[i]);
      both.push_back(in_x[i] && in_y[i]);
      only_x.push_back(in_x[i] && !in_y[i]);
    }
    ASSERT_EQ(members(unite(x, y)), either);
    ASSERT_EQ(members(intersect(x, y)), both);
    ASSERT_EQ(members(subtract(x, y)), only_x);
    ASSERT_EQ(x.contains(y), subtract(y, x).empty());
    ASSERT_EQ(x.overlaps(y), !intersect(x, y).empty());
    ASSERT_EQ(unite(subtract(x, y), intersect(x, y)), x);
    ASSERT_EQ(unite(subtract(x, y), intersect(x, y)).hash(), x.hash());
    for (const AddressSet& set : {x, unite(x, y), intersect(x, y), subtract(x, y)}) {
      expect_canonical(set.v4());
      expect_canonical(set.v6());
    }
  }
}

TEST(AddressSet, ManyRangesSortAsFewDo) {
  std::mt19937 random(13);
  std::vector<RangeV4> ranges;
  for (int i = 0; i < 20'000; ++i) {
    const auto first = static_cast<std::uint32_t>(random());
    ranges.push_back({first, std::max(first, first | 0xFFU)});
  }
  const AddressSet by_radix = AddressSet::from_ranges(ranges, {});

  AddressSet by_union;
  for (std::size_t i = 0; i < ranges.size(); i += 1000) {
    const std::vector<RangeV4> part(ranges.begin() + static_cast<std::ptrdiff_t>(i),
                                    ranges.begin() + static_cast<std::ptrdiff_t>(i + 1000));
    by_union = unite(by_union, AddressSet::from_ranges(part, {}));
  }
  EXPECT_EQ(by_radix, by_union);
}

TEST(AddressSet, WhatASetHasAlreadyIsNotMadeOnceMore) {
  const AddressSet many = AddressSet::from_ranges({{1, 1}, {3, 3}, {5, 5}}, {{1, 1}});
  const auto shares = [](const AddressSet& a, const AddressSet& b) {
    return a.v4().data() == b.v4().data() && a.v6().data() == b.v6().data();
  };
  const AddressSet same = many;
  EXPECT_TRUE(shares(same, many));
  EXPECT_TRUE(shares(intersect(many, AddressSet::any()), many));
  EXPECT_TRUE(shares(intersect(AddressSet::any(), many), many));
  EXPECT_TRUE(shares(unite(many, AddressSet{}), many));
  EXPECT_TRUE(shares(subtract(many, AddressSet::from_ranges({{2, 2}, {4, 4}}, {})), many));
}

TEST(AddressSet, DifferentSetsHaveDifferentHashes) {
  std::set<std::size_t> hashes;
  constexpr std::uint32_t kRanges = 11;  // some in each lane of the hash, and some behind the last full row
  std::vector<RangeV4> ranges;
  for (std::uint32_t i = 0; i < kRanges; ++i) ranges.push_back({i * 10, i * 10 + 4});
  hashes.insert(AddressSet::from_ranges(ranges, {}).hash());
  for (std::uint32_t i = 0; i < kRanges; ++i) {
    for (const std::uint32_t last : {0U, 1U, 2U, 3U, 5U, 6U}) {
      auto changed = ranges;
      changed[i].last = changed[i].first + last;
      hashes.insert(AddressSet::from_ranges(changed, {}).hash());
    }
  }
  EXPECT_EQ(hashes.size(), 1 + kRanges * 6);
}

TEST(AddressSet, AnyIsEverything) {
  EXPECT_TRUE(AddressSet::any().is_any());
  EXPECT_EQ(unite(AddressSet::any(Family::V4), AddressSet::any(Family::V6)), AddressSet::any());
  EXPECT_FALSE(AddressSet::any(Family::V4).is_any());
  EXPECT_EQ(AddressSet::any().count_v4(), std::uint64_t{1} << 32U);
  const AddressSet halves = AddressSet::from_ranges({{0x80000000U, kLastAddressV4}, {0, 0x7FFFFFFFU}}, {});
  EXPECT_EQ(halves, AddressSet::any(Family::V4));
}

TEST(Prefix, ARangeIsCutIntoTheLeastPrefixesThatCoverIt) {
  std::mt19937 random(17);
  for (int round = 0; round < 2000; ++round) {
    const auto x = static_cast<std::uint32_t>(random());
    const auto y = random() % 4 == 0 ? static_cast<std::uint32_t>(random())
                                     : x + static_cast<std::uint32_t>(random() % 999);
    const RangeV4 range{std::min(x, y), std::max(x, y)};

    std::uint64_t next = range.first;
    std::size_t count = 0;
    for_each_prefix(range, [&](PrefixV4 prefix) {
      EXPECT_EQ(prefix.first, next);
      EXPECT_EQ(prefix.first & PrefixV4::host_mask(prefix.length), 0U);
      next = std::uint64_t{prefix.range().last} + 1;
      ++count;
    });
    EXPECT_EQ(next, std::uint64_t{range.last} + 1);
    EXPECT_LE(count, 62U);
    EXPECT_EQ(count == 1, is_prefix(range));
  }
  for_each_prefix(RangeV4{0, kLastAddressV4}, [](PrefixV4 prefix) { EXPECT_EQ(prefix.length, 0U); });
  for_each_prefix(RangeV6{0, kLastAddressV6}, [](PrefixV6 prefix) { EXPECT_EQ(prefix.length, 0U); });
}

}  // namespace
}  // namespace sgc
