// Lists of hosts are read back from the text of a program: one thing wrong in any of their forms is noticed.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "targets/host/unreadable.h"
#include "targets/xdp/check_tables.h"
#include "tests/unit/targets/xdp/verify_subject.h"

namespace sgc::targets::xdp {
namespace {

using workloads::PolicyMaker;

// Hosts, networks, ranges that reach over all that is looked up, and many hosts in one place: more than a short table takes.
PolicyMaker with_long_blacklist() {
  PolicyMaker maker;
  std::vector<RangeV4> ranges{{0x0B000000, 0x0CFFFFFF}, {0x0D0003FF, 0x0D018000}, {0xFFFFFFFF, 0xFFFFFFFF}};
  for (std::uint32_t host = 0; host < 40; ++host) ranges.push_back({0x0E000000 + 8 * host, 0x0E000000 + 8 * host});
  const AddressSet mine = AddressSet::from_ranges({{0x0B000000, 0x0FFFFFFF}}, {});
  maker.blacklist(unite(subtract(workloads::feed_v4(40'000, 1), mine), AddressSet::from_ranges(std::move(ranges), {})));
  maker.otherwise(ir::Verdict::Allow);
  return maker;
}

TEST(XdpVerify, AListWhoseSearchesAreMostlyAmongFewIsProved) {
  PolicyMaker maker;
  maker.blacklist(workloads::feed_v4(1000, 1));
  maker.otherwise(ir::Verdict::Allow);
  const Subject subject(maker);
  std::string text = subject.text();
  EXPECT_EQ(subject.verdict_on(text), "");

  constexpr std::string_view kSearch = ", RANK_OFTEN_FEW, ";
  const std::size_t search = text.find(kSearch);
  ASSERT_NE(search, std::string::npos);
  EXPECT_NE(subject.verdict_on(text.replace(search, kSearch.size(), ", COUNT_OFTEN_FEW, ")), "");
}

TEST(XdpVerify, ALongListOfHostsIsProved) {
  const PolicyMaker maker = with_long_blacklist();
  const Subject subject(maker);
  EXPECT_EQ(subject.verdict_on(subject.text()), "");
}

TEST(XdpVerify, AListOfHostsWithOneThingWrongIsNoticed) {
  const PolicyMaker maker = with_long_blacklist();
  const Subject subject(maker);
  Program program = program_without_tables(subject.request(), subject.point(), Settings{});
  program.tables = make_tables(maker.policy, maker.inbound());
  const Tables right = program.tables;
  HostList& list = program.tables.of(Family::V4).addresses[0]->hosts.value();
  const HostList whole = list;

  // Words by what is listed of their 2^15 addresses: all, few, so many that they stand elsewhere, none.
  const auto word = [&](std::uint32_t address) { return &list.words[(address >> kHostPlaceBits) * kWordHalves]; };
  std::uint32_t* const covered = word(0x0B800000);
  std::uint32_t* const ranged = word(0x0D000000);
  std::uint32_t* const spilled = word(0x0E000000);
  std::uint32_t* const empty = word(0x0F000000);
  ASSERT_EQ(covered[0], kGoesOn | kLastPlace << 16U);
  ASSERT_EQ(ranged[0], 0x3FFU | kGoesOn | kLastPlace << 16U);
  ASSERT_EQ(spilled[1], kIsSpilled | 40U);
  ASSERT_EQ(empty[0] | empty[1], 0U);
  const std::uint32_t before = spilled[0];

  const std::pair<const char*, std::function<void()>> wrongs[] = {
      {"a range begins later", [&] { ++ranged[0]; }},
      {"a range is two hosts", [&] { covered[0] ^= kGoesOn; }},
      {"a range ends before it begins", [&] { ranged[0] = 0x7FFFU | kGoesOn | 5U << 16U; }},
      {"there is a host more", [&] { empty[1] = 0x7123; }},
      {"one host twice is none", [&] { empty[0] = 0x00050005; }},
      {"three entries of one host", [&] { empty[0] = 0x00050005; empty[1] = 5; }},
      {"the last goes on", [&] { covered[1] |= kIsSpilled; }},
      {"a host stands within a range", [&] { covered[1] = 5; }},
      {"entries stand elsewhere", [&] { ++spilled[0]; }},
      {"entries stand beyond all", [&] { spilled[0] = 0x7FFFFFFF; }},
      {"entries are fewer", [&] { --spilled[1]; }},
      {"an entry is another", [&] { ++list.entries[before + 1]; }},
      {"a host is a range", [&] { list.entries[before + 1] ^= kGoesOn; }},
      {"the last entry goes on", [&] { list.entries[before + 40] ^= kGoesOn; }},
      {"two are exchanged", [&] { std::swap(list.entries[before + 1], list.entries[before + 2]); }},
      {"what comes before all goes on", [&] { list.entries[before] |= kGoesOn; }},
      {"an entry is missing", [&] { list.entries.pop_back(); }},
      {"there are too few steps", [&] { list.search_steps = 1; }},
      {"a word is missing", [&] { list.words.resize(list.words.size() - kWordHalves); }},
  };
  for (const auto& [what, make_wrong] : wrongs) {
    make_wrong();
    EXPECT_NE(subject.verdict_on(print(program)), "") << what;
    list = whole;
  }
  program.tables.of(Family::V4).addresses[0]->turns = {0, 0};
  EXPECT_NE(subject.verdict_on(print(program)), "") << "nothing is listed";
  program.tables = right;
  EXPECT_EQ(subject.verdict_on(print(program)), "");
}

// Long enough for lines: some with hosts only, some with bounds, some that hold more than a line does.
PolicyMaker with_lines() {
  PolicyMaker maker;
  std::vector<RangeV4> ranges{{0x0B000000, 0x0CFFFFFF}, {0x0D0003FF, 0x0D018000}, {0x0D020000, 0x0D020100}};
  for (std::uint32_t host = 0; host < 40; ++host) ranges.push_back({0x0D030000 + 8 * host, 0x0D030000 + 8 * host});
  maker.blacklist(unite(workloads::feed_v4(420'000, 1), AddressSet::from_ranges(std::move(ranges), {})));
  maker.otherwise(ir::Verdict::Allow);
  return maker;
}

TEST(XdpVerify, AListOfHostsInLinesWithOneThingWrongIsNoticed) {
  const PolicyMaker maker = with_lines();
  const Subject subject(maker);
  Program program = program_without_tables(subject.request(), subject.point(), Settings{});
  program.tables = make_tables(maker.policy, maker.inbound());
  HostLines& list = program.tables.of(Family::V4).addresses[0]->lines.value();
  const HostLines whole = list;
  const std::vector<HostRange> listed = ranges_of(whole);
  EXPECT_EQ(subject.verdict_on(print(program)), "");
  const auto is_noticed = [&] {
    try {
      check_tables(program.tables);
    } catch (const host::Unreadable&) {
      return true;
    }
    return ranges_of(list) != listed;
  };

  const auto line = [&](std::uint32_t address) { return &list.lines[(address >> kHostPlaceBits) * kLineNumbers]; };
  std::uint32_t* const covered = line(0x0B800000);
  std::uint32_t* const ranged = line(0x0D020000);
  std::uint32_t* const spilled = line(0x0D030000);
  ASSERT_EQ(covered[0], 0U);
  ASSERT_EQ(ranged[1] - ranged[0], 0x101U);
  ASSERT_EQ(spilled[0], kSpilled);
  const std::uint32_t before = spilled[1] | spilled[2] << 16U;

  const std::pair<const char*, std::function<void()>> wrongs[] = {
      {"a bound is another", [&] { ++ranged[1]; }},
      {"a bound is none", [&] { covered[0] = kNoPlace; }},
      {"a bound lies beyond its line", [&] { ranged[1] = kNoPlace + 1; }},
      {"there is a host more", [&] { ranged[kLineBounds] = 0x7123; }},
      {"entries stand elsewhere", [&] { ++spilled[1]; }},
      {"entries stand beyond all", [&] { spilled[2] = 0x7FFF; }},
      {"entries are fewer", [&] { --spilled[3]; }},
      {"an entry is another", [&] { ++list.entries[before + 1]; }},
      {"a host is a range", [&] { list.entries[before + 1] ^= kGoesOn; }},
      {"the last goes on", [&] { list.entries[before + spilled[3]] ^= kGoesOn; }},
      {"two are exchanged", [&] { std::swap(list.entries[before + 1], list.entries[before + 2]); }},
      {"what comes before all goes on", [&] { list.entries[before] |= kGoesOn; }},
      {"there are too few steps", [&] { list.search_steps = 1; }},
      {"a line is missing", [&] { list.lines.resize(list.lines.size() - kLineNumbers); }},
      {"blocks are passed over", [&] { std::fill(list.blocks.begin(), list.blocks.end(), 0U); }},
      {"blocks are smaller than there are", [&] { list.block_bits = kMostBlockBits + 1; }},
  };
  for (const auto& [what, make_wrong] : wrongs) {
    make_wrong();
    EXPECT_TRUE(is_noticed()) << what;
    list = whole;
  }
  EXPECT_FALSE(is_noticed());
  ++ranged[1];
  EXPECT_NE(subject.verdict_on(print(program)), "");
}

}  // namespace
}  // namespace sgc::targets::xdp
