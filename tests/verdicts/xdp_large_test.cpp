// Lists that are large in one way or another: the kernel takes their programs, and they say what the lists mean.
#include "compiler/ir/evaluate.h"
#include "targets/xdp/xdp.h"
#include "tests/verdicts/xdp_fixture.h"
#include "tests/workloads/workloads.h"

namespace sgc::verdicts {
namespace {

using workloads::PolicyMaker;

class XdpLargeTest : public XdpTargetTest {
 protected:
  static std::string emitted(const PolicyMaker& maker) {
    Sink sink;
    const ir::PointId point{0};
    const auto files = targets::kXdp.emit({maker.policy, maker.sources, {&point, 1}, "0.0.0"}, sink);
    return files.at(0).bytes;
  }

  static void expect_exact(const PolicyMaker& maker, int packets) {
    const std::string text = emitted(maker);
    const LoadedProgram program(built(text));
    RecordProperty("instructions", static_cast<int>(program.report().instructions));
    RecordProperty("milliseconds", static_cast<int>(program.report().load_seconds * 1000));
    const LoadedProgram oldest(built(text, kOldestInstructions));
    workloads::Random random(1);
    for (int i = 0; i < packets; ++i) {
      const ir::Packet packet = workloads::packet_near_rules(random, maker.policy, maker.inbound());
      const Bytes frame = xdp_lab::plain_frame(packet);
      const unsigned meant = passes(xdp_lab::judge(maker.policy, maker.inbound(), frame).end) ? 2 : 1;
      ASSERT_EQ(program.run(frame), meant) << to_string(packet);
      ASSERT_EQ(oldest.run(frame), meant) << kOldestInstructions << ' ' << to_string(packet);
    }
  }
};

// `count` networks that lie in each other, on both sides: no diagram is small, and one address lies in all of them.
PolicyMaker nested(std::uint32_t count) {
  PolicyMaker maker;
  const ServiceSet web = ServiceSet::ports(protocol::kTcp, kAllPorts, {80, 80});
  for (std::uint32_t i = 1; i <= count; ++i) {
    const auto from = [&](std::uint32_t first) { return AddressSet::from_ranges({{first, first + i}}, {}); };
    maker.rule(i % 3 == 0 ? ir::Verdict::Deny : ir::Verdict::Allow, web, from(0x0A000000), from(0x0B000000));
  }
  return maker;
}

TEST_F(XdpLargeTest, AsManyNestedNetworksAsAreAllowed) { expect_exact(nested(2040), 500); }

TEST_F(XdpLargeTest, OneMoreNestedNetworkThanIsAllowedIsAnError) {
  const PolicyMaker maker = nested(2060);
  Sink sink;
  const ir::PointId point{0};
  targets::kXdp.emit({maker.policy, maker.sources, {&point, 1}, "0.0.0"}, sink);
  ASSERT_TRUE(sink.has_errors());
}

TEST_F(XdpLargeTest, ManyHostsOfOneNetwork) {
  PolicyMaker maker;
  const ServiceSet all = ServiceSet::all();
  for (std::uint32_t i = 0; i < 6000; ++i) {
    const AddressSet v4 = AddressSet::from_ranges({{0x0A000000 + i * 7, 0x0A000000 + i * 7}}, {});
    const u128 six = u128{0x20010DB8} << 96U | i * u128{7};
    maker.rule(i % 3 == 0 ? ir::Verdict::Deny : ir::Verdict::Allow, all, unite(v4, AddressSet::from_ranges({}, {{six, six}})));
  }
  expect_exact(maker, 500);
}

TEST_F(XdpLargeTest, TenThousandMixedRulesOfBothFamilies) {
  PolicyMaker maker;
  workloads::add_mixed_rules(maker, 5000, Family::V4, 1);
  workloads::add_mixed_rules(maker, 5000, Family::V6, 2);
  expect_exact(maker, 300);
}

// Ports of which a source has as many as are compared at once, one more, one less, and more than are compared without
// branches. They lie apart, so that they are searched; and verdicts differ so that the source is asked first.
TEST_F(XdpLargeTest, SearchesAmongAnyNumberOfPorts) {
  constexpr std::array<std::uint32_t, 14> kNumbers{1, 2, 3, 4, 5, 7, 8, 9, 16, 33, 64, 129, 257, 1500};
  constexpr std::uint32_t kApart = 43;
  workloads::Random random(1);
  PolicyMaker maker;
  const auto source_of = [](std::uint32_t number) { return 0x0A000000 + number; };
  for (const std::uint32_t number : kNumbers) {
    const AddressSet from = AddressSet::from_ranges({{source_of(number), source_of(number)}}, {});
    std::array<ServiceSet, 2> services;
    for (std::uint32_t n = 1; n <= number; ++n) {
      ServiceSet& service = services[workloads::below(random, 2)];
      const auto port = static_cast<std::uint16_t>(n * kApart);
      service = unite(service, ServiceSet::ports(protocol::kTcp, kAllPorts, {port, port}));
    }
    maker.rule(ir::Verdict::Allow, services[0], from);
    maker.rule(ir::Verdict::Deny, services[1], from);
  }
  maker.otherwise(ir::Verdict::Allow);

  const std::string text = emitted(maker);
  ASSERT_NE(text.find("#define SGC_SEARCH RANK\n"), std::string::npos);
  ASSERT_NE(text.find("#define STEPS_SECOND 12\n"), std::string::npos);
  const LoadedProgram program(built(text));
  for (const std::uint32_t number : kNumbers) {
    for (std::uint32_t value = 0; value <= number * kApart + 1; value += value % kApart == 1 ? kApart - 2 : 1) {
      const ir::Packet packet{Family::V4, protocol::kTcp, source_of(number), 0x0A000001, 1024, static_cast<std::uint16_t>(value)};
      const Bytes frame = xdp_lab::plain_frame(packet);
      const auto judgement = xdp_lab::judge(maker.policy, maker.inbound(), frame);
      ASSERT_EQ(program.run(frame), passes(judgement.end) ? 2U : 1U) << to_string(packet);
    }
  }
}

// Rows of which the one that every packet asks has so many destinations that they are looked up: those, and next to them.
TEST_F(XdpLargeTest, RowsThatAreLookedUp) {
  PolicyMaker maker;
  workloads::add_mixed_rules(maker, 5000, Family::V4, 1);
  const std::string text = emitted(maker);
  ASSERT_NE(text.find("#define SGC_BY_ROWS4 1\n"), std::string::npos);
  ASSERT_NE(text.find("TABLE(begin4, "), std::string::npos);

  const LoadedProgram program(built(text));
  const auto expect_right = [&](ir::Packet packet, u128 destination) {
    packet.destination = destination;
    const Bytes frame = xdp_lab::plain_frame(packet);
    const auto judgement = xdp_lab::judge(maker.policy, maker.inbound(), frame);
    ASSERT_EQ(program.run(frame), passes(judgement.end) ? 2U : 1U) << to_string(packet);
  };
  const ServiceSet tcp = ServiceSet::of_protocol(protocol::kTcp).restricted_to(Family::V4);
  for (const ir::Rule& rule : maker.inbound().rules) {
    const ServiceSet service = intersect(maker.policy.service_set(rule.service), tcp);
    if (service.empty()) continue;
    const ServiceBox& box = service.boxes().front();
    const std::uint32_t source = maker.policy.addresses(rule.source).v4().front().last;
    const ir::Packet packet{Family::V4, protocol::kTcp, source, 0, box.a.first, box.b.first};
    for (const RangeV4& range : maker.policy.addresses(rule.destination).v4()) {
      for (const std::uint32_t near : {range.first - 1, range.first, range.last, range.last + 1}) expect_right(packet, near);
      if (HasFatalFailure()) return;
    }
  }
}

// Few bounds below most places of the index, and more below some than are compared there.
TEST_F(XdpLargeTest, AThousandPrefixes) {
  PolicyMaker maker;
  std::vector<RangeV4> close;
  for (std::uint32_t i = 0; i < 12; ++i) close.push_back({0x0A0B0000 + i * 4, 0x0A0B0000 + i * 4 + i % 2});
  maker.blacklist(unite(workloads::feed_v4(1000, 1), AddressSet::from_ranges(close, {})));
  maker.otherwise(ir::Verdict::Allow);
  ASSERT_NE(emitted(maker).find("RANK_OFTEN_FEW, "), std::string::npos);
  expect_exact(maker, 2000);
}

TEST_F(XdpLargeTest, AMillionPrefixes) {
  PolicyMaker maker;
  maker.blacklist(unite(workloads::feed_v4(1'000'000, 1), workloads::feed_v6(100'000, 1)));
  maker.otherwise(ir::Verdict::Allow);
  ASSERT_NE(emitted(maker).find("\nHOST_LINES("), std::string::npos);
  expect_exact(maker, 2000);
}

// Bounds that are many on the whole, and in one place of the index as many as there can be.
TEST_F(XdpLargeTest, ADenseNetworkAmongManyPrefixes) {
  PolicyMaker maker;
  std::vector<RangeV4> dense;
  for (std::uint32_t i = 0; i < 65536; i += 2) dense.push_back({0x0A0B0000 + i, 0x0A0B0000 + i});
  for (std::uint32_t i = 0; i < 60; ++i) dense.push_back({0x0A0C0000 + i * i * 16, 0x0A0C0000 + i * i * 16 + 3});
  maker.blacklist(unite(workloads::feed_v4(50'000, 1), AddressSet::from_ranges(dense, {})));
  maker.otherwise(ir::Verdict::Allow);
  expect_exact(maker, 1000);

  const LoadedProgram program(built(emitted(maker)));
  for (std::uint32_t i = 0; i < 65536 * 2; i += 13) {
    const ir::Packet packet{Family::V4, protocol::kTcp, 0x0A0B0000 + i, 0x0A000001, 1024, 80};
    const Bytes frame = xdp_lab::plain_frame(packet);
    const auto judgement = xdp_lab::judge(maker.policy, maker.inbound(), frame);
    ASSERT_EQ(program.run(frame), passes(judgement.end) ? 2U : 1U) << to_string(packet);
  }
}

// Lists of which each says something else cannot be one list of hosts; but they are as long.
TEST_F(XdpLargeTest, TwoLongBlacklists) {
  PolicyMaker maker;
  maker.blacklist(workloads::feed_v4(40'000, 1));
  maker.blacklist(workloads::feed_v4(40'000, 2));
  maker.otherwise(ir::Verdict::Allow);
  expect_exact(maker, 2000);
}

// Every address next to an end of a range, and of one between.
void expect_right_around(const PolicyMaker& maker, const LoadedProgram& program, const std::vector<RangeV4>& ranges) {
  const auto expect_right = [&](std::uint32_t source) {
    const ir::Packet packet{Family::V4, protocol::kTcp, source, 0x0A000001, 1024, 80};
    const Bytes frame = xdp_lab::plain_frame(packet);
    const auto judgement = xdp_lab::judge(maker.policy, maker.inbound(), frame);
    ASSERT_EQ(program.run(frame), passes(judgement.end) ? 2U : 1U) << to_string(packet);
  };
  for (const RangeV4& range : ranges) {
    const std::uint32_t between = range.first + (range.last - range.first) / 2;
    for (const std::uint32_t near : {range.first - 1, range.first, range.first + 1, between, range.last - 1, range.last, range.last + 1}) {
      expect_right(near);
    }
    if (testing::Test::HasFatalFailure()) return;
  }
}

// Places of 2^15 addresses, of which each has one range more than the one before; and ranges over many places, the first
// from the first address on.
std::vector<RangeV4> ever_more_in_a_place() {
  constexpr std::uint32_t kPlaces = 100;
  std::vector<RangeV4> ranges{{0, 0x00FFFFFF}, {0x0B000000, 0x0CFFFFFF}, {0x0D0003FF, 0x0D018000}, {0xDFFFFFFF, 0xE0000001}};
  for (std::uint32_t place = 0; place < kPlaces; ++place) {
    const std::uint32_t first = 0x0A000000 + (place << 15U);
    for (std::uint32_t i = 0; i < place; ++i) ranges.push_back({first + i * 4, first + i * 4 + (i + place) % 3});
  }
  return ranges;
}

// Every second address from there on, in so many places of 2^15: all stand apart from their places.
std::vector<RangeV4> hosts_in(std::uint32_t first, std::uint32_t places) {
  std::vector<RangeV4> hosts;
  for (std::uint32_t host = 0; host < places << 15U; host += 2) hosts.push_back({first + host, first + host});
  return hosts;
}

// A host, a few, as many as a word holds and one more, and as many as there can be; behind more entries than 16 bits count.
TEST_F(XdpLargeTest, EveryNumberOfHostsInOneWord) {
  PolicyMaker maker;
  const std::vector<RangeV4> ranges = ever_more_in_a_place();
  const AddressSet close = AddressSet::from_ranges(hosts_in(0x02000000, 5), {});
  maker.blacklist(unite(close, unite(workloads::feed_v4(40'000, 1), AddressSet::from_ranges(std::vector(ranges), {}))));
  maker.otherwise(ir::Verdict::Allow);
  const std::string text = emitted(maker);
  ASSERT_NE(text.find("\nHOSTS("), std::string::npos);
  const LoadedProgram program(built(text));
  expect_right_around(maker, program, ranges);
  expect_right_around(maker, program, hosts_in(0x02000000 + 0x7C00, 1));
}

// A list of which each place holds up to four entries, at its ends too, and none has to be searched.
TEST_F(XdpLargeTest, HostsThatAllStandInTheirWords) {
  PolicyMaker maker;
  std::vector<RangeV4> ranges{{0x0AFFFFFF, 0x0B800000}, {0xFFFFFFFF, 0xFFFFFFFF}};
  for (std::uint32_t place = 0; place < 30'000; ++place) {
    const std::uint32_t first = 0x20000000 + (place << 15U);
    const std::uint32_t last = first + 0x7FFF;
    if (place % 2 != 0) ranges.push_back({first, first});
    if (place % 3 != 0) ranges.push_back({first + 100, first + 100 + (place % 5 == 0 && place % 6 != 0 ? 50 : 0)});
    if (place % 7 == 0) ranges.push_back({last, last});
    if (place % 6 == 0) ranges.push_back({first + 5000, last - 1 - place % 4});
  }
  maker.blacklist(AddressSet::from_ranges(std::vector(ranges), {}));
  maker.otherwise(ir::Verdict::Allow);
  const std::string text = emitted(maker);
  ASSERT_NE(text.find("\nHOSTS(source4_large, 0)\n"), std::string::npos);
  ranges.resize(2000);
  expect_right_around(maker, LoadedProgram(built(text)), ranges);
  expect_right_around(maker, LoadedProgram(built(text, kOldestInstructions)), ranges);
}

// Lines with hosts only, with as many bounds as they have, with none left, and that say where their entries stand; these
// with one entry as with as many as there can be.
TEST_F(XdpLargeTest, EveryNumberOfHostsInOneLine) {
  PolicyMaker maker;
  std::vector<RangeV4> ranges = ever_more_in_a_place();
  for (std::uint32_t width = 1; width < 20; ++width) {
    for (std::uint32_t count = 1; count < 17; ++count) {
      const std::uint32_t first = 0x14000000 + ((width * 32 + count) << 15U);
      for (std::uint32_t i = 0; i < count; ++i) ranges.push_back({first + i * 200, first + i * 200 + width - 1});
    }
  }
  for (std::uint32_t place = 0; place < 0x8000; place += 128) ranges.push_back({0x15000000 + place, 0x15000000 + place});
  ranges.push_back({0x16007FFF, 0x16008000});
  ranges.push_back({0x17000000, 0x17007FFF});
  ranges.push_back({0xFFFF0000, 0xFFFFFFFE});
  const AddressSet all = unite(workloads::feed_v4(450'000, 1), AddressSet::from_ranges(ranges, {}));
  const std::vector<RangeV4> close = hosts_in(0x18000000, 1);
  maker.blacklist(unite(all, AddressSet::from_ranges(std::vector(close), {})));
  maker.otherwise(ir::Verdict::Allow);
  const std::string text = emitted(maker);
  ASSERT_NE(text.find("\nHOST_LINES("), std::string::npos);
  expect_right_around(maker, LoadedProgram(built(text)), ranges);
  expect_right_around(maker, LoadedProgram(built(text, kOldestInstructions)), {close.begin(), close.begin() + 1000});
}

}  // namespace
}  // namespace sgc::verdicts
