// Programs are read back from their text alone: what sgc writes is proved to say the policy, and what differs from it
// is noticed, whichever way the list is decided.
#include "targets/xdp/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "compiler/ir/evaluate.h"
#include "targets/xdp/list_proof.h"
#include "targets/xdp/lower.h"
#include "targets/xdp/print.h"
#include "targets/xdp/read_source.h"
#include "tests/unit/targets/xdp/verify_subject.h"
#include "tests/workloads/workloads.h"

namespace sgc::targets::xdp {
namespace {

using workloads::PolicyMaker;
using workloads::Random;

constexpr Structure kStructures[] = {Structure::Best, Structure::Rows, Structure::Pairs};

TEST(XdpVerify, WhatIsEmittedIsProved) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    PolicyMaker maker;
    workloads::add_random_rules(maker, 1 + seed % 25, seed);
    for (const Structure structure : kStructures) {
      const Subject subject(maker);
      ASSERT_EQ(subject.verdict_on(subject.text(structure)), "") << "seed " << seed << ", structure " << static_cast<int>(structure);
    }
  }
}

// What is not noticed changes nothing.
void expect_harmless(const PolicyMaker& maker, const std::string& text, Random& random) {
  const Tables tables = read_part(policy_part(text)).tables;
  for (int i = 0; i < 200; ++i) {
    const ProofPacket packet{workloads::packet_near_rules(random, maker.policy, maker.inbound()), false};
    ASSERT_EQ(first_match(tables, packet.packet), meant_leaf(maker.policy, maker.inbound(), packet)) << to_string(packet.packet);
  }
}

// Numbers of the tables, each with one digit changed. Some are never come to; none may be wrong unnoticed.
TEST(XdpVerify, WrongNumbersAreNoticed) {
  std::size_t noticed = 0;
  std::size_t shown = 0;
  std::size_t changed = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    PolicyMaker maker;
    workloads::add_random_rules(maker, 3 + seed % 20, seed);
    const Subject subject(maker);
    const std::string text = subject.text(kStructures[seed % 3]);
    const std::size_t end = text.find("/* ==== the program");
    Random random(seed);
    for (std::size_t at = text.find("\t0x", text.find("/* ==== the policy")); at < end; at = text.find("0x", at + 1)) {
      if (workloads::below(random, 20) != 0 || text.compare(at, 2, "0x") != 0) continue;
      std::string wrong = text;
      char& digit = wrong[at + 2 + workloads::below(random, 8)];
      if (digit < '0' || digit > '9') continue;
      digit = digit == '0' ? '1' : '0';
      ++changed;
      const std::string said = subject.verdict_on(wrong);
      noticed += said.empty() ? 0 : 1;
      if (said.empty()) expect_harmless(maker, wrong, random);
      if (HasFatalFailure()) return;
      shown += said.find("SGC4005") != std::string::npos ? 1 : 0;
    }
  }
  EXPECT_GT(changed, 200U);
  EXPECT_GT(noticed * 10, changed * 9);
  EXPECT_GT(shown, 50U);
  RecordProperty("changed", static_cast<int>(changed));
  RecordProperty("noticed", static_cast<int>(noticed));
  RecordProperty("shown", static_cast<int>(shown));
}

TEST(XdpVerify, LargeListsAreProved) {
  PolicyMaker maker;
  workloads::add_mixed_rules(maker, 300, Family::V4, 1);
  workloads::add_mixed_rules(maker, 300, Family::V6, 2);
  const Subject mixed(maker);
  for (const Structure structure : kStructures) EXPECT_EQ(mixed.verdict_on(mixed.text(structure)), "");

  PolicyMaker listed;
  listed.blacklist(unite(workloads::feed_v4(20'000, 1), workloads::feed_v6(5'000, 1)));
  listed.otherwise(ir::Verdict::Allow);
  const Subject blacklist(listed);
  EXPECT_EQ(blacklist.verdict_on(blacklist.text()), "");
}

// The row that every packet asks begins with a look-up that says again what its first node says; not something else.
TEST(XdpVerify, ALookUpThatSaysSomethingElseIsNoticed) {
  PolicyMaker maker;
  workloads::add_mixed_rules(maker, 1000, Family::V6, 1);
  const Subject subject(maker);
  std::string text = subject.text(Structure::Rows);
  ASSERT_EQ(subject.verdict_on(text), "");

  const std::size_t table = text.find("SHORT(begin6, ");
  ASSERT_NE(table, std::string::npos);
  char& digit = text[text.find("\t0x", table) + 10];
  digit = digit == '0' ? '1' : '0';
  EXPECT_NE(subject.verdict_on(text).find("SGC4006"), std::string::npos) << subject.verdict_on(text);
}

// A protocol in another class is judged by the rules of others.
TEST(XdpVerify, AProtocolOfAnotherClassIsNoticed) {
  PolicyMaker maker;
  maker.deny(ServiceSet::of_protocol(protocol::kTcp), "192.0.2.0/24");
  maker.allow(ServiceSet::of_protocol(protocol::kUdp), "192.0.2.0/24");
  const Subject subject(maker);
  const std::string right = subject.text();
  ASSERT_EQ(subject.verdict_on(right), "");
  const auto expect_noticed = [&](std::string_view was, std::string_view is) {
    std::string text = right;
    const std::size_t at = text.find(was);
    ASSERT_NE(at, std::string::npos) << was;
    text.replace(at, was.size(), is);
    EXPECT_NE(subject.verdict_on(text), "") << is;
  };
  expect_noticed("[6] = 1,", "[6] = 2,");
  expect_noticed("[17] = 2,", "[17] = 1,");
  expect_noticed("\t[17] = 2,\n", "");
  expect_noticed("[17] = 2,", "[17 ... 18] = 2,");
  expect_noticed("[17] = 2,", "[17 ... 255] = 2,");
  expect_noticed("[17] = 2,", "[17 ... 256] = 2,");
  expect_noticed("[17] = 2,", "[17] = 3,");
  expect_noticed("[17] = 2,", "[17] = 2;");
  expect_noticed("[17] = 2,", "[17 .. 17] = 2,");
  expect_noticed("protocols, __u8, 256", "protocols, __u8, 4294967295");
}

// A node that has not a child for every value would be read past its end.
TEST(XdpVerify, ANodeThatHasNotAllThatItSaysIsNoticed) {
  PolicyMaker maker;
  maker.deny(ServiceSet::of_protocol(protocol::kTcp), "192.0.2.0/24");
  maker.allow(ServiceSet::of_protocol(protocol::kUdp), "198.51.100.0/24");
  const Subject subject(maker);
  Program program = program_without_tables(subject.request(), subject.point(), Settings{});
  program.tables = make_tables(maker.policy, maker.inbound());
  ASSERT_TRUE(has_all(program.tables.of(Family::V4).root));
  ASSERT_EQ(subject.verdict_on(print(program)), "");

  const std::uint32_t place = place_of(program.tables.of(Family::V4).root);
  const std::uint32_t head = program.tables.nodes[place];
  program.tables.nodes[place] = head - 1;
  EXPECT_NE(subject.verdict_on(print(program)), "") << "a child less";
  program.tables.nodes[place] = head;
  program.tables.of(Family::V4).root &= ~kHasAll;
  EXPECT_EQ(subject.verdict_on(print(program)), "") << "it need not say so";
}

// A decision that leads back to where it was would never end.
TEST(XdpVerify, ACircleIsNoticed) {
  PolicyMaker maker;
  maker.deny(ServiceSet::of_protocol(protocol::kTcp), "192.0.2.0/24");
  maker.allow(ServiceSet::ports(protocol::kUdp, kAllPorts, {53, 53}), "198.51.100.0/24");
  const Subject subject(maker);
  Program program = program_without_tables(subject.request(), subject.point(), Settings{});
  program.tables = make_tables(maker.policy, maker.inbound());
  const Word root = program.tables.of(Family::V4).root;
  std::size_t circles = 0;
  for (std::uint32_t& word : program.tables.nodes) {
    if (is_leaf(word) || word >> kFieldShift == 0) continue;  // no child
    ++circles;
    const std::uint32_t was = std::exchange(word, root);
    EXPECT_NE(subject.verdict_on(print(program)).find("SGC4006"), std::string::npos);
    word = was;
  }
  EXPECT_GT(circles, 0U);
}

// Nothing of the policy stands before established connections.
TEST(XdpVerify, AskingAboutEstablishedConnectionsIsNoticed) {
  PolicyMaker maker;
  maker.deny(ServiceSet::of_protocol(protocol::kTcp), "192.0.2.0/24");
  maker.deny(ServiceSet::all(), "198.51.100.0/24");
  const Subject subject(maker);
  for (const Structure structure : kStructures) {
    std::string text = subject.text(structure);
    constexpr std::string_view kCuts = "#define SGC_CUTS4 ";
    const std::size_t at = text.find(std::string(kCuts) + "0");
    ASSERT_NE(at, std::string::npos);
    text[at + kCuts.size()] = '1';
    EXPECT_NE(subject.verdict_on(text), "");
  }
}

// An address that goes on in a node goes on in its own: an edge of two values would lead both to one.
TEST(XdpVerify, AWiderEdgeOfAnAddressIsNoticed) {
  PolicyMaker maker;
  maker.deny(ServiceSet::all(), "2001:db8:0:1::/64, 2001:db8:0:3:8000::/65");
  const Subject subject(maker);
  Program program = program_without_tables(subject.request(), subject.point(), Settings{});
  program.tables = make_tables(maker.policy, maker.inbound());
  ASSERT_EQ(subject.verdict_on(print(program)), "");
  AddressTable& table = program.tables.of(Family::V6).addresses[1].value();
  std::size_t widened = 0;
  for (std::uint32_t& word : table.nodes) {
    if (word != 4) continue;  // where the third number of the second network ends
    word = 0x80000000;
    ++widened;
    EXPECT_NE(subject.verdict_on(print(program)), "");
    word = 4;
  }
  EXPECT_EQ(widened, 1U);
  const auto net = std::find(table.bounds.begin(), table.bounds.end(), 0x20010DB9U);
  ASSERT_NE(net, table.bounds.end());
  ++*net;
  EXPECT_NE(subject.verdict_on(print(program)), "");
}

// What is searched does not become a look-up by a bit.
TEST(XdpVerify, ASearchedNodeHasNotAll) {
  PolicyMaker maker;
  maker.deny(ServiceSet::ports(protocol::kTcp, kAllPorts, {22, 80}), "any");
  const Subject subject(maker);
  Program program = program_without_tables(subject.request(), subject.point(), Settings{});
  program.tables = make_tables(maker.policy, maker.inbound());
  const auto ports = std::find_if(program.tables.nodes.begin(), program.tables.nodes.end(), [](std::uint32_t word) {
    return !is_leaf(word) && word >> kFieldShift == static_cast<std::uint32_t>(Field::Second);
  });
  ASSERT_NE(ports, program.tables.nodes.end());
  ASSERT_FALSE(has_all(*ports));
  *ports |= kHasAll;
  EXPECT_NE(subject.verdict_on(print(program)), "");
}

TEST(XdpVerify, OtherTextIsRefused) {
  PolicyMaker maker;
  workloads::add_random_rules(maker, 10, 7);
  const Subject subject(maker);
  const std::string text = subject.text();
  const std::pair<const char*, const char*> changes[] = {
      {"return XDP_DROP + (finding & 1)", "return XDP_PASS + (finding & 1)"},
      {"#include <linux/tcp.h>\n", "#include <linux/tcp.h>\n#define XDP_DROP XDP_PASS\n"},
      {" */\n#include", " */ int x; /* */\n#include"},
      {"#define SGC_TRACKED 1", "#define SGC_TRACKED 0"},
      {"#define SGC_TRACKED 1", "#define SGC_TRACKED 1\n#define LEAF 1"},
      {"#define SGC_DEFAULT 0x8", "#define SGC_DEFAULT 0x9"},
      {"#define STEPS_PROTOCOL ", "#define STEPS_PROTOCOL 0 // "},
      {"#define STEPS_SECOND ", "#define STEPS_SECOND 6"},
      {"/* Which rule decides. */", "/* Which rule decides. */ int y;"},
  };
  for (const auto& [from, to] : changes) {
    std::string wrong = text;
    const std::size_t at = wrong.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    wrong.replace(at, std::string_view(from).size(), to);
    EXPECT_NE(subject.verdict_on(wrong).find("SGC4006"), std::string::npos) << from << " -> " << to;
  }
}

TEST(XdpVerify, RemarksDecideNothing) {
  PolicyMaker maker;
  workloads::add_random_rules(maker, 10, 7);
  const Subject subject(maker);
  const std::string text = subject.text();
  const auto with = [&](const char* from, const char* to) {
    std::string changed = text;
    const std::size_t at = changed.find(from, changed.find("==== the policy"));
    return at == std::string::npos ? std::string() : changed.replace(at, std::string_view(from).size(), to);
  };
  EXPECT_EQ(subject.verdict_on(with("policy.sg:3 ", "policy.sg:14 ")), "");
  EXPECT_EQ(subject.verdict_on(with("rule_3_policy_sg_4;", "rule_3_other_file_15;")), "");
  EXPECT_EQ(subject.verdict_on(with("struct sgc_count default", "struct sgc_count default_elsewhere_1")), "");

  const std::pair<const char*, const char*> code[] = {
      {"policy.sg:3 ", "*/ int x; /* "},
      {"policy.sg:3 ", "*\\\n/ int x; /*\n * "},
      {"rule_3_policy_sg_4;", "rule_3; int x;"},
      {"rule_3_policy_sg_4;", "rule_4_policy_sg_4;"},
      {"rule_3_policy_sg_4;", "rule_3_policy_sg_4, more;"},
      {"\tstruct sgc_count rule_3_policy_sg_4;\n", ""},
      {"struct sgc_count default", "struct sgc_count other"},
  };
  for (const auto& [from, to] : code) EXPECT_NE(subject.verdict_on(with(from, to)).find("SGC4006"), std::string::npos) << from << " -> " << to;
}

// A file of yesterday's policy: what differs in meaning is shown by a packet with two verdicts, however the list is decided.
TEST(XdpVerify, AFileThatThePolicyHasLeftBehindIsShownByAPacket) {
  std::size_t others = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    PolicyMaker before;
    PolicyMaker after;
    workloads::add_random_rules(before, 3 + seed % 12, seed);
    workloads::add_random_rules(after, 3 + seed % 12, seed);
    ir::RuleList& list = after.point().inbound;
    const std::size_t at = seed % list.rules.size();
    if (seed % 3 == 0) list.rules.erase(list.rules.begin() + static_cast<std::ptrdiff_t>(at));
    if (seed % 3 == 1) list.rules[at].verdict = list.rules[at].verdict == ir::Verdict::Allow ? ir::Verdict::Deny : ir::Verdict::Allow;
    if (seed % 3 == 2) workloads::add_random_rules(after, 2, seed + 1000);

    Random random(seed);
    bool differ = false;
    for (int i = 0; i < 3000 && !differ; ++i) {
      const PolicyMaker& one = i % 2 == 0 ? before : after;
      const ir::Packet packet = workloads::packet_near_rules(random, one.policy, one.inbound());
      differ = (ir::evaluate(before.policy, before.inbound(), packet).verdict == ir::Verdict::Allow) !=
               (ir::evaluate(after.policy, after.inbound(), packet).verdict == ir::Verdict::Allow);
    }
    const std::string said = Subject(after).verdict_on(Subject(before).text(kStructures[seed % 2]));
    if (!differ) continue;  // a rule that never decides, or is hidden where it was changed
    ++others;
    const bool two_verdicts = (said.find(": allow") != std::string::npos && said.find(", deny by its") != std::string::npos) ||
                              (said.find(": deny") != std::string::npos && said.find(", allow") != std::string::npos);
    EXPECT_TRUE(said.find("SGC4005") != std::string::npos && two_verdicts) << "seed " << seed << ": " << said;
  }
  EXPECT_GT(others, 60U);
}

// One address more in one rule of many: the tables do not tell it from others.
TEST(XdpVerify, AnAddressThatTheTablesDoNotKnowIsShown) {
  for (const Structure structure : kStructures) {
    PolicyMaker before;
    PolicyMaker after;
    for (std::uint32_t i = 0; i < 1000; ++i) {
      const RangeV4 network{0x0A000000 + (i << 8U), 0x0A0000FF + (i << 8U)};
      const AddressSet source = AddressSet::from_ranges({network}, {});
      const AddressSet more = AddressSet::from_ranges({network, {0xC6336407, 0xC6336407}}, {});
      const ServiceSet service = ServiceSet::ports(protocol::kTcp, kAllPorts, {static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(i)});
      before.rule(ir::Verdict::Allow, service, source);
      after.rule(ir::Verdict::Allow, service, i == 777 ? more : source);
    }
    const std::string said = Subject(after).verdict_on(Subject(before).text(structure));
    EXPECT_NE(said.find("tcp 198.51.100.7:"), std::string::npos) << said;
  }
}

TEST(XdpVerify, ADifferenceIsShownByAPacket) {
  PolicyMaker maker;
  maker.rule(ir::Verdict::Allow, ServiceSet::ports(protocol::kTcp, kAllPorts, {22, 22}), AddressSet::from_ranges({{0xC0000200, 0xC00002FF}}, {}));
  const Subject subject(maker);
  std::string text = subject.text();
  const std::size_t at = text.find("0xc0000300");
  ASSERT_NE(at, std::string::npos) << text.substr(text.find("==== the policy"), 3000);
  text.replace(at, 10, "0xc0000301");
  const std::string said = subject.verdict_on(text);
  EXPECT_NE(said.find("192.0.3.0"), std::string::npos) << said;
}

}  // namespace
}  // namespace sgc::targets::xdp
