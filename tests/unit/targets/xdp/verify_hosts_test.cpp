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

// Hosts, networks, and ranges that reach over all that is looked up: more than a short table takes.
PolicyMaker with_long_blacklist() {
  PolicyMaker maker;
  const AddressSet wide = AddressSet::from_ranges({{0x0B000000, 0x0CFFFFFF}, {0x0D0003FF, 0x0D018000}, {0xFFFFFFFF, 0xFFFFFFFF}}, {});
  maker.blacklist(unite(workloads::feed_v4(40'000, 1), wide));
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

TEST(XdpVerify, AnIndexOfHostsThatSaysTooManyIsNoticed) {
  const PolicyMaker maker = with_long_blacklist();
  const Subject subject(maker);
  std::string text = subject.text();
  const std::size_t none = text.find("\\200", text.find("LITERAL(source4_large_index"));
  ASSERT_NE(none, std::string::npos);
  text[none + 1] = '1';
  EXPECT_NE(subject.verdict_on(text), "");
}

TEST(XdpVerify, AListOfHostsWithOneThingWrongIsNoticed) {
  const PolicyMaker maker = with_long_blacklist();
  const Subject subject(maker);
  Program program = program_without_tables(subject.request(), subject.point(), Settings{});
  program.tables = make_tables(maker.policy, maker.inbound());
  const Tables right = program.tables;
  HostList& list = program.tables.of(Family::V4).addresses[0]->hosts.value();
  const HostList whole = list;
  const auto expect_noticed = [&](const char* what) {
    EXPECT_NE(subject.verdict_on(print(program)), "") << what;
    list = whole;
  };
  const auto filled = std::find_if(whole.blocks.begin(), whole.blocks.end(), [](std::uint32_t word) { return word != 0; });

  list.blocks[static_cast<std::size_t>(filled - whole.blocks.begin())] = 0;
  expect_noticed("a block that is listed in is passed over");
  list.entries[1000] ^= kGoesOn;
  expect_noticed("a host is a range, or the reverse");
  list.entries[1000] ^= 1;
  expect_noticed("a host is another");
  list.entries.back() |= kGoesOn;
  expect_noticed("the last goes on");
  list.entries[0] = kGoesOn;
  expect_noticed("what comes before all goes on");
  std::swap(list.entries[1000], list.entries[1001]);
  expect_noticed("two are exchanged");
  ++list.index[0x10000];
  expect_noticed("an entry stands elsewhere in the index");
  list.entries.pop_back();
  expect_noticed("an entry is missing");
  list.search_steps = 1;
  expect_noticed("there are too few steps");
  list.block_bits = kMostBlockBits + 1;
  expect_noticed("blocks are smaller than there are");
  list.index_bits = kMostHostIndexBits + 1;
  expect_noticed("the index is another");
  program.tables.of(Family::V4).addresses[0]->turns = {0, 0};
  expect_noticed("nothing is listed");
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
