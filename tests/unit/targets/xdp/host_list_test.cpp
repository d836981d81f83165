// A list of hosts against the plain list of ranges that it was made of.
#include "targets/xdp/host_list.h"

#include <gtest/gtest.h>

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

TEST(XdpHostList, AHostIsOneEntryAndARangeTwo) {
  const HostList list = make_host_list(std::vector<HostRange>{{5, 5}, {16, 31}}).value();
  EXPECT_EQ(list.entries, (std::vector<std::uint32_t>{0, 5, 16 | kGoesOn, 31}));
}

TEST(XdpHostList, ItsIndexSaysHowManyEntriesThereAre) {
  std::vector<HostRange> hosts;
  for (const std::uint32_t count : {1U, 4U, 5U, 8U, 9U}) {
    for (std::uint32_t i = 0; i < count; ++i) hosts.push_back({(count << 16U) + 2 * i, (count << 16U) + 2 * i});
  }
  const HostList list = make_host_list(hosts).value();
  const std::vector<std::uint32_t> words = index_words(list);
  const auto said = [&](std::uint32_t count) { return words[count << 16U >> (32 - list.index_bits)] >> kIndexPlaceBits; };
  EXPECT_EQ(said(0), 128U);
  EXPECT_EQ(said(1), 48U);
  EXPECT_EQ(said(4), 0U);
  EXPECT_EQ(said(5), 64U + 48U);
  EXPECT_EQ(said(8), 64U);
  EXPECT_EQ(said(9), 128U);
  EXPECT_EQ(index_of(words), list.index);
}

TEST(XdpHostList, IsNoneWhereOneSectionDoesNotTakeIt) {
  std::vector<HostRange> hosts;
  for (std::uint32_t i = 1; i < 2'200'000; ++i) hosts.push_back({i * 32, i * 32});
  EXPECT_FALSE(make_host_list(hosts));
}

}  // namespace
}  // namespace sgc::targets::xdp
