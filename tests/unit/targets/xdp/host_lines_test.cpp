// Lists of hosts in lines against the plain list of ranges that they were made of.
#include "targets/xdp/host_lines.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/workloads/workloads.h"

namespace sgc::targets::xdp {
namespace {

using workloads::below;
using workloads::Random;

constexpr std::uint32_t kLineAddresses = std::uint32_t{1} << kHostPlaceBits;

std::vector<HostRange> merged(std::vector<HostRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const HostRange& a, const HostRange& b) { return a.first < b.first; });
  std::vector<HostRange> result;
  for (const HostRange& range : ranges) {
    if (result.empty() || std::uint64_t{result.back().last} + 1 < range.first) result.push_back(range);
    result.back().last = std::max(result.back().last, range.last);
  }
  return result;
}

// Two hosts in each 2^14 addresses but every fourth, which has one: long enough for lines, of which each takes some more.
std::vector<HostRange> many_hosts() {
  std::vector<HostRange> ranges;
  for (std::uint32_t i = 0; i < 1U << 18U; ++i) {
    for (std::uint32_t n = 0; n < (i % 4 == 0 ? 1U : 2U); ++n) ranges.push_back({i << 14U | (n + 3) * 1000, i << 14U | (n + 3) * 1000});
  }
  return ranges;
}

// In lines of the upper half: at their ends, side by side, more than fit, of every width, over several lines.
void add_crowds(Random& random, std::vector<HostRange>& ranges) {
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const std::uint32_t base = 0x80000000U | static_cast<std::uint32_t>(below(random, 1U << 16U)) << kHostPlaceBits;
    const std::uint64_t count = below(random, 24);
    for (std::uint64_t n = 0; n < count; ++n) {
      const auto place = static_cast<std::uint32_t>(below(random, 3) == 0 ? below(random, 4) - 2 : random()) & (kLineAddresses - 1);
      const auto width = below(random, 4) == 0 ? static_cast<std::uint32_t>(random()) >> (14 + below(random, 18)) : 0U;
      const std::uint32_t first = base | place;
      ranges.push_back({first, UINT32_MAX - first < width ? UINT32_MAX : first + width});
    }
  }
}

bool contains(const std::vector<HostRange>& ranges, std::uint32_t address) {
  const auto after = std::partition_point(ranges.begin(), ranges.end(), [&](const HostRange& r) { return r.first <= address; });
  return after != ranges.begin() && address <= (after - 1)->last;
}

class XdpHostLines : public testing::TestWithParam<std::uint64_t> {
 protected:
  XdpHostLines() {
    std::vector<HostRange> ranges = many_hosts();
    add_crowds(random_, ranges);
    ranges.push_back({0, 70'000});
    ranges_ = merged(std::move(ranges));
    list_ = make_host_lines(ranges_).value();
  }

  Random random_{GetParam()};
  std::vector<HostRange> ranges_;
  HostLines list_;
};

TEST_P(XdpHostLines, HoldWhatTheyWereMadeOf) {
  const auto expect_same = [&](std::uint32_t address) {
    ASSERT_EQ(is_listed(list_, address), contains(ranges_, address)) << std::hex << address;
  };
  for (const HostRange& range : ranges_) {
    if (range.first < 0x80000000U && range.first % 64 != 0) continue;
    for (const std::uint32_t edge : {range.first, range.last}) {
      for (const std::uint32_t address : {edge - 1, edge, edge + 1}) expect_same(address);
    }
    if (HasFatalFailure()) return;
  }
  for (int i = 0; i < 10'000; ++i) expect_same(static_cast<std::uint32_t>(random_()));
}

TEST_P(XdpHostLines, SayTheirRanges) { EXPECT_EQ(ranges_of(list_), ranges_); }

TEST_P(XdpHostLines, HaveLinesOfEveryKind) {
  std::size_t spilled = 0;
  std::size_t full = 0;
  for (std::size_t at = 0; at < list_.lines.size(); at += kLineNumbers) {
    spilled += list_.lines[at] == kSpilled ? 1 : 0;
    full += list_.lines[at] != kSpilled && list_.lines[at + kLineBounds - 1] != kNoPlace ? 1 : 0;
  }
  EXPECT_GT(spilled, 100U);
  EXPECT_GT(full, 100U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, XdpHostLines, testing::Range(std::uint64_t{1}, std::uint64_t{4}));

TEST(XdpHostLinesForm, HostsComeAfterBoundsAndTakeTwoWhereTheyAreMore) {
  std::vector<HostRange> ranges = many_hosts();
  ranges.push_back({0x80000010, 0x80000020});
  for (std::uint32_t host = 0; host < 10; ++host) ranges.push_back({0x80008000 + 4 * host, 0x80008000 + 4 * host});
  const HostLines list = make_host_lines(merged(std::move(ranges))).value();
  const auto line = [&](std::uint32_t address) {
    const auto begin = list.lines.begin() + (address >> kHostPlaceBits) * std::ptrdiff_t{kLineNumbers};
    return std::vector<std::uint32_t>(begin, begin + kLineNumbers);
  };
  constexpr std::uint32_t kNone = kNoPlace;
  constexpr std::uint32_t kSecond = 1U << 14U;
  EXPECT_EQ(line(0x80000000), (std::vector<std::uint32_t>{0x10, 0x21, kNone, kNone, 3000, kSecond + 3000, kSecond + 4000, kNone, kNone,
                                                          kNone, kNone, kNone, kNone, kNone, kNone, kNone}));
  EXPECT_EQ(line(0x80008000), (std::vector<std::uint32_t>{kSecond + 4000, kSecond + 4001, kSecond + 3000, kSecond + 3001, 0, 4, 8, 12, 16,
                                                          20, 24, 28, 32, 36, 3000, 4000}));
}

TEST(XdpHostLinesForm, AreNoneOfAShortListAndOfOneWhoseHostsAreClose) {
  std::vector<HostRange> hosts = many_hosts();
  hosts.resize(300'000);
  EXPECT_FALSE(make_host_lines(hosts));

  for (std::uint32_t i = 0; i < 500'000; ++i) hosts.push_back({0xC0000000 + 2 * i, 0xC0000000 + 2 * i});
  EXPECT_FALSE(make_host_lines(merged(std::move(hosts))));
}

}  // namespace
}  // namespace sgc::targets::xdp
