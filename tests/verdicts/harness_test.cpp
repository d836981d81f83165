// The harness has to be right before anything is held against it: here it judges rule sets written by hand, whose
// verdicts anybody can read off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "compiler/net/protocol.h"
#include "tests/verdicts/harness/hand_made_list.h"
#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/lab.h"
#include "tests/verdicts/harness/lab_fixture.h"
#include "tests/verdicts/harness/memberships.h"
#include "tests/verdicts/harness/process.h"
#include "tests/verdicts/harness/test_words.h"

namespace sgc::verdicts {
namespace {

using ir::Direction;
using ir::Packet;
using testing::ElementsAre;
using testing::Each;

using HarnessTest = LabTest;

Packet tcp_to(std::uint16_t port, std::string_view from = "192.0.2.1", std::string_view to = "10.0.0.1") {
  return packet(protocol::kTcp, from, to, 40000, port);
}

// A table with this input chain and this output chain; loading it again replaces it.
std::string table(const std::string& input, const std::string& output = "") {
  return "table inet tested\ndelete table inet tested\ntable inet tested {\n"
         "  chain input { type filter hook input priority 0; policy accept;\n" + input + "\n}\n"
         "  chain output { type filter hook output priority 0; policy accept;\n" + output + "\n}\n}\n";
}

void load(Lab& lab, const std::string& text) {
  const Loaded loaded = lab.load({{"tested.nft", text}}, {"nft -f tested.nft"});
  ASSERT_TRUE(loaded.ok) << loaded.transcript;
}

const std::vector<std::string> kOddAddresses{
    "0.0.0.0", "0.0.0.1", "0.255.255.255", "1.0.0.0", "10.0.0.255", "126.255.255.255", "127.0.0.0", "127.0.0.1",
    "127.255.255.255", "128.0.0.0", "169.254.0.1", "192.168.0.1", "198.18.0.1", "223.255.255.255", "224.0.0.1",
    "224.0.0.251", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
    "::", "::1", "::2", "64:ff9b::1", "100::1", "2001:db8::1", "4000::", "fc00::1", "fe80::1", "febf:ffff::1",
    "fec0::1", "ff01::1", "ff02::1", "ff02::1:2", "ff0e::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};

// Every pair of the odd addresses, for TCP and UDP.
std::vector<Packet> odd_packets() {
  std::vector<Packet> packets;
  for (const std::string& from : kOddAddresses) {
    for (const std::string& to : kOddAddresses) {
      if (address(from).family != address(to).family) continue;
      packets.push_back(packet(protocol::kTcp, from, to, 1000, 2000));
      packets.push_back(packet(protocol::kUdp, from, to, 1000, 2000));
    }
  }
  return packets;
}

// One packet of every protocol number that exists, and of every ICMP type, in both families.
std::vector<Packet> all_protocols() {
  std::vector<Packet> packets;
  for (const auto& [from, to] : {std::pair{"192.0.2.1", "10.0.0.1"}, std::pair{"2001:db8::1", "2001:db8::2"}}) {
    const Family family = address(from).family;
    for (unsigned number = 0; number <= protocol::kLast; ++number) {
      const auto protocol = static_cast<std::uint8_t>(number);
      if (!exists_in(family, protocol)) continue;
      if (detail_of(family, protocol) != Detail::Icmp) {
        packets.push_back(packet(protocol, from, to));
        continue;
      }
      for (unsigned type = 0; type <= kMaxIcmp; ++type) {
        packets.push_back(packet(protocol, from, to, static_cast<std::uint16_t>(type), 1));
      }
    }
  }
  return packets;
}

// What the stack drops on its own, inbound: RFC 1122 3.2.1.3, RFC 4291 2.5 and 2.7, and its own taste.
bool stack_drops(const Packet& packet) {
  const Address source = packet.source_address();
  const Address destination = packet.destination_address();
  if (is_multicast(source)) return true;
  if (packet.family == Family::V4) {
    const bool to_many = destination.value == kLastAddressV4 || destination.value >> 8U == address("224.0.0.0").value >> 8U;
    if (source.value == kLastAddressV4) return true;
    if (source.value == 0) return !to_many && destination.value != 0;
    return destination.value == 0;
  }
  const bool loopback = source.value == 1 || destination.value == 1;
  const bool interface_scope = destination == address("ff01::1");
  return loopback || interface_scope;
}

TEST_F(HarnessTest, AnEmptyHostLetsEverythingThroughThatItsStackShows) {
  const std::vector<Packet> packets = odd_packets();
  const std::vector<Outcome> outcomes = lab().judge(Direction::Inbound, packets);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    EXPECT_EQ(outcomes[i], stack_drops(packets[i]) ? Outcome::NotShown : Outcome::Accepted) << to_string(packets[i]);
  }
}

TEST_F(HarnessTest, AHostCanSendFromAndToEveryAddressButFromNone) {
  const std::vector<Packet> packets = odd_packets();
  const std::vector<Outcome> outcomes = lab().judge(Direction::Outbound, packets);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    const bool from_none = packets[i].family == Family::V4 && packets[i].source == 0;
    EXPECT_EQ(outcomes[i], from_none ? Outcome::NotShown : Outcome::Accepted) << to_string(packets[i]);
  }
}

TEST_F(HarnessTest, EveryProtocolAndIcmpTypeCanBeJudged) {
  const std::vector<Packet> packets = all_protocols();
  for (const Direction direction : ir::kDirections) {
    EXPECT_THAT(lab().judge(direction, packets), Each(Outcome::Accepted)) << ir::to_string(direction);
  }
}

TEST_F(HarnessTest, ADropIsSeenAsOne) {
  load(lab(), table("drop", "drop"));
  const std::vector<Packet> packets = all_protocols();
  for (const Direction direction : ir::kDirections) {
    EXPECT_THAT(lab().judge(direction, packets), Each(Outcome::Dropped)) << ir::to_string(direction);
  }
}

TEST_F(HarnessTest, APortRangeEndsWhereItEnds) {
  load(lab(), table("tcp dport 1000-1003 drop"));
  const std::vector<Packet> packets{tcp_to(999), tcp_to(1000), tcp_to(1003), tcp_to(1004)};
  EXPECT_THAT(lab().judge(Direction::Inbound, packets),
              ElementsAre(Outcome::Accepted, Outcome::Dropped, Outcome::Dropped, Outcome::Accepted));
}

TEST_F(HarnessTest, SourceAndDestinationPortsAreToldApart) {
  load(lab(), table("udp sport 53 drop", "udp dport 53 drop"));
  const std::vector<Packet> packets{packet(protocol::kUdp, "192.0.2.1", "10.0.0.1", 53, 54),
                                    packet(protocol::kUdp, "192.0.2.1", "10.0.0.1", 54, 53)};
  EXPECT_THAT(lab().judge(Direction::Inbound, packets), ElementsAre(Outcome::Dropped, Outcome::Accepted));
  EXPECT_THAT(lab().judge(Direction::Outbound, packets), ElementsAre(Outcome::Accepted, Outcome::Dropped));
}

TEST_F(HarnessTest, ASetEndsWhereItEnds) {
  load(lab(), table("ip saddr { 192.0.2.4/31, 192.0.2.7 } drop\nip6 daddr 2001:db8::10-2001:db8::1f drop"));
  std::vector<Packet> packets;
  for (const char* from : {"192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7", "192.0.2.8"}) {
    packets.push_back(tcp_to(80, from));
  }
  for (const char* to : {"2001:db8::f", "2001:db8::10", "2001:db8::1f", "2001:db8::20"}) {
    packets.push_back(tcp_to(80, "2001:db8:1::1", to));
  }
  EXPECT_THAT(lab().judge(Direction::Inbound, packets),
              ElementsAre(Outcome::Accepted, Outcome::Dropped, Outcome::Dropped, Outcome::Accepted, Outcome::Dropped,
                          Outcome::Accepted, Outcome::Accepted, Outcome::Dropped, Outcome::Dropped, Outcome::Accepted));
}

TEST_F(HarnessTest, IcmpTypesAndCodesAreWhatTheySay) {
  load(lab(), table("icmp type 3 icmp code 4 drop\nicmpv6 type packet-too-big drop\nmeta l4proto 89 drop"));
  const std::vector<Packet> packets{
      packet(protocol::kIcmp, "192.0.2.1", "10.0.0.1", 3, 4), packet(protocol::kIcmp, "192.0.2.1", "10.0.0.1", 3, 5),
      packet(protocol::kIcmp6, "2001:db8::1", "2001:db8::2", 2, 0), packet(protocol::kIcmp6, "2001:db8::1", "2001:db8::2", 3, 0),
      packet(89, "192.0.2.1", "10.0.0.1"), packet(90, "192.0.2.1", "10.0.0.1"), packet(89, "2001:db8::1", "2001:db8::2")};
  EXPECT_THAT(lab().judge(Direction::Inbound, packets),
              ElementsAre(Outcome::Dropped, Outcome::Accepted, Outcome::Dropped, Outcome::Accepted, Outcome::Dropped,
                          Outcome::Accepted, Outcome::Dropped));
}

// As strict as a host can be: nothing goes out but what belongs to something known.
const char* const kRejectAll =
    "ct state established,related accept\nmeta l4proto tcp reject with tcp reset\nreject with icmpx admin-prohibited";
const char* const kOnlyRelated = "oifname lo accept\nct state established,related accept\ndrop";

TEST_F(HarnessTest, ARefusalIsHeardWhereItMustBe) {
  load(lab(), table(kRejectAll, kOnlyRelated));
  std::vector<Packet> packets = odd_packets();
  const std::vector<Packet> more = all_protocols();
  packets.insert(packets.end(), more.begin(), more.end());

  const std::vector<Outcome> outcomes = lab().judge(Direction::Inbound, packets);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    EXPECT_TRUE(agrees(ir::Verdict::Reject, packets[i], outcomes[i])) << to_string(packets[i]) << ": " << to_string(outcomes[i]);
  }
  EXPECT_GT(std::count(outcomes.begin(), outcomes.end(), Outcome::Rejected), 1000);
}

TEST_F(HarnessTest, ARefusalOutboundIsHeardWhereItMustBe) {
  load(lab(), table("", kRejectAll));
  std::vector<Packet> packets = odd_packets();
  const std::vector<Packet> more = all_protocols();
  packets.insert(packets.end(), more.begin(), more.end());

  const std::vector<Outcome> outcomes = lab().judge(Direction::Outbound, packets);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    EXPECT_TRUE(agrees(ir::Verdict::Reject, packets[i], outcomes[i])) << to_string(packets[i]) << ": " << to_string(outcomes[i]);
  }
  EXPECT_GT(std::count(outcomes.begin(), outcomes.end(), Outcome::Rejected), 1000);
}

TEST_F(HarnessTest, JudgedPacketsLeaveNoConnectionBehind) {
  load(lab(), table("ct state established,related drop\nct state new accept\ndrop",
                    "ct state established,related drop\nct state new accept\ndrop"));
  const std::vector<Packet> there{tcp_to(80), packet(protocol::kUdp, "192.0.2.1", "10.0.0.1", 1, 2)};
  std::vector<Packet> there_and_back = there;
  for (const Packet& one : there) there_and_back.push_back(ir::reply_to(one));

  for (const Direction direction : {Direction::Inbound, Direction::Outbound, Direction::Inbound}) {
    EXPECT_THAT(lab().judge(direction, there_and_back), Each(Outcome::Accepted)) << ir::to_string(direction);
  }
}

TEST_F(HarnessTest, EachPacketHasItsOwnOutcomeInALargeBatch) {
  load(lab(), table("tcp dport & 1 == 1 drop\ntcp dport & 2 == 2 reject with tcp reset"));
  std::vector<Packet> packets;
  for (unsigned i = 0; i < 140'000; ++i) {
    packets.push_back({Family::V4, protocol::kTcp, u128{0x0B000000} + i, 0x0A000001, 40000, static_cast<std::uint16_t>(i)});
  }

  const std::vector<Outcome> outcomes = lab().judge(Direction::Inbound, packets);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    const Outcome expected = i % 2 == 1 ? Outcome::Dropped : i % 4 == 2 ? Outcome::Rejected : Outcome::Accepted;
    ASSERT_EQ(outcomes[i], expected) << i;
  }
}

// How many it were in a second is recorded, and not judged: a busy machine is no fault of the harness.
TEST_F(HarnessTest, TensOfThousandsAreJudgedInOneGo) {
  load(lab(), table("tcp dport 22 drop", "tcp dport 22 drop"));
  std::vector<Packet> packets;
  for (unsigned i = 0; i < 60'000; ++i) packets.push_back(tcp_to(static_cast<std::uint16_t>(i)));

  for (const Direction direction : ir::kDirections) {
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<Outcome> outcomes = lab().judge(direction, packets);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    const double rate = static_cast<double>(packets.size()) / taken.count();
    RecordProperty(std::string(ir::to_string(direction)) + " packets a second", static_cast<int>(rate));
    for (std::size_t i = 0; i < packets.size(); ++i)
      ASSERT_EQ(outcomes[i], i == 22 ? Outcome::Dropped : Outcome::Accepted) << i;
  }
}

TEST_F(HarnessTest, FlushingTheWholeRulesetIsNoticed) {
  load(lab(), "flush ruleset\n");
  const std::vector<Packet> packets{tcp_to(80)};
  EXPECT_THROW(lab().judge(Direction::Inbound, packets), HarnessError);
  EXPECT_THROW(lab().judge(Direction::Outbound, packets), HarnessError);
}

TEST_F(HarnessTest, ClearingTakesEveryToolsRulesAway) {
  if (const auto missing = missing_program({"iptables-legacy", "iptables-nft", "ipset"})) GTEST_SKIP() << *missing;
  const Loaded loaded = lab().load(
      {{"a.rules", "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n:own - [0:0]\nCOMMIT\n"}},
      {"iptables-legacy-restore a.rules", "ip6tables-legacy-restore a.rules", "iptables-nft-restore a.rules",
       "ipset create some hash:net"});
  ASSERT_TRUE(loaded.ok) << loaded.transcript;
  EXPECT_THAT(lab().judge(Direction::Inbound, std::vector{tcp_to(80)}), Each(Outcome::Dropped));

  lab().clear();
  const std::vector<Packet> packets{tcp_to(80), tcp_to(80, "2001:db8::1", "2001:db8::2")};
  EXPECT_THAT(lab().judge(Direction::Inbound, packets), Each(Outcome::Accepted));
  EXPECT_THAT(lab().judge(Direction::Outbound, packets), Each(Outcome::Accepted));
  EXPECT_EQ(lab().load({}, {"ipset list -n"}).transcript, "$ ipset list -n\n");
}

TEST_F(HarnessTest, BothVariantsOfIptablesAndTheirSetsAreJudged) {
  if (const auto missing = missing_program({"iptables-legacy", "iptables-nft", "ipset"})) GTEST_SKIP() << *missing;
  const std::string sets = "create partners hash:net\nadd partners 192.0.2.0/30\n";
  const std::string rules =
      "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
      "-A INPUT -m set --match-set partners src -p tcp --dport 22 -j DROP\n"
      "-A INPUT -p tcp --dport 23 -j REJECT --reject-with tcp-reset\n"
      "-A INPUT -p udp -j REJECT --reject-with icmp-admin-prohibited\nCOMMIT\n";
  const std::vector<Packet> packets{tcp_to(22, "192.0.2.3"), tcp_to(22, "192.0.2.4"), tcp_to(23),
                                    packet(protocol::kUdp, "192.0.2.1", "10.0.0.1", 1, 2)};

  for (const char* variant : {"legacy", "nft"}) {
    lab().clear();
    const Loaded loaded = lab().load({{"a.ipset", sets}, {"a.rules.v4", rules}},
                                     {"ipset -exist restore < a.ipset", std::string("iptables-") + variant + "-restore < a.rules.v4"});
    ASSERT_TRUE(loaded.ok) << loaded.transcript;
    EXPECT_THAT(lab().judge(Direction::Inbound, packets),
                ElementsAre(Outcome::Dropped, Outcome::Accepted, Outcome::Rejected, Outcome::Rejected)) << variant;
  }
}

TEST_F(HarnessTest, AFileThatDoesNotLoadIsToldWithItsWords) {
  const Loaded loaded = lab().load({{"a.nft", "table inet a { nonsense }\n"}}, {"nft -f a.nft", "true"});
  EXPECT_FALSE(loaded.ok);
  EXPECT_THAT(loaded.transcript, testing::HasSubstr("syntax error"));
  EXPECT_THAT(loaded.transcript, testing::Not(testing::HasSubstr("$ true")));
}

TEST_F(HarnessTest, NothingOfTheHostIsSeenOutside) {
  load(lab(), table("drop"));
  EXPECT_THAT(run_command("nft list tables", "/").output, testing::Not(testing::HasSubstr("tested")));
}

// deny, or reject, tcp 80 from 192.0.2.0/24; all else is allowed.
HandMadeList one_rule(ir::Verdict verdict) {
  HandMadeList made;
  made.add(verdict, addresses({"192.0.2.0/24"}), addresses({"any"}), ServiceSet::ports(protocol::kTcp, kAllPorts, {80, 80}));
  return made.otherwise(ir::Verdict::Allow);
}

TEST_F(HarnessTest, AgreementIsFound) {
  load(lab(), table("ip saddr 192.0.2.0/24 tcp dport 80 drop"));
  const HandMadeList said = one_rule(ir::Verdict::Deny);
  const std::vector<Packet> packets{tcp_to(80), tcp_to(81), tcp_to(80, "192.0.3.0"), tcp_to(80, "192.0.1.255")};
  const Comparison comparison = compare(said.policy, said.list, packets, lab().judge(Direction::Inbound, packets));
  EXPECT_TRUE(comparison.agreed()) << to_string(comparison);
  EXPECT_EQ(comparison.shown, packets.size());
}

TEST_F(HarnessTest, AWrongExpectationIsReported) {
  load(lab(), table("ip saddr 192.0.2.0/25 tcp dport 80 drop"));  // a prefix off by one bit
  const HandMadeList said = one_rule(ir::Verdict::Deny);
  const std::vector<Packet> packets{tcp_to(80, "192.0.2.127"), tcp_to(80, "192.0.2.128"), tcp_to(81)};
  const Comparison comparison = compare(said.policy, said.list, packets, lab().judge(Direction::Inbound, packets));
  ASSERT_EQ(comparison.disagreements.size(), 1U);
  EXPECT_EQ(to_string(comparison),
            "1 of 3 judged packets differ\ntcp 192.0.2.128:40000 -> 10.0.0.1:80: rule 1 says deny, accepted\n");
}

TEST_F(HarnessTest, TheBaselineIsExpectedWhereTheListStandsBehindOne) {
  load(lab(), table("ip protocol igmp ip daddr 224.0.0.0/4 accept\ndrop"));
  HandMadeList nothing;
  const std::vector<Packet> packets{packet(protocol::kIgmp, "192.0.2.1", "224.0.0.1"),
                                    packet(protocol::kUdp, "192.0.2.1", "10.0.0.1", 67, 68)};
  const auto outcomes = lab().judge(Direction::Inbound, packets);
  const Comparison comparison = compare(nothing.policy, nothing.list, packets, outcomes, Direction::Inbound);
  EXPECT_EQ(to_string(comparison),
            "1 of 2 judged packets differ\nudp 192.0.2.1:67 -> 10.0.0.1:68: the baseline says allow, dropped\n");
  EXPECT_EQ(compare(nothing.policy, nothing.list, packets, outcomes).disagreements.size(), 1U);
}

TEST_F(HarnessTest, ADropInPlaceOfARejectIsReported) {
  load(lab(), table("tcp dport 80 drop"));
  const HandMadeList said = one_rule(ir::Verdict::Reject);
  const std::vector<Packet> packets{tcp_to(80)};
  EXPECT_FALSE(compare(said.policy, said.list, packets, lab().judge(Direction::Inbound, packets)).agreed());
}

TEST_F(HarnessTest, ARejectInPlaceOfADropIsReported) {
  load(lab(), table("tcp dport 80 reject with tcp reset"));
  const HandMadeList said = one_rule(ir::Verdict::Deny);
  const std::vector<Packet> packets{tcp_to(80)};
  EXPECT_FALSE(compare(said.policy, said.list, packets, lab().judge(Direction::Inbound, packets)).agreed());
}

}  // namespace
}  // namespace sgc::verdicts
