// What emitted files do to traffic that is more than one packet, and to what stands before its lists: replies,
// errors about connections, the middle of a connection, reloads, loopback and the baseline.
#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compiler/net/protocol.h"
#include "tests/verdicts/harness/talk.h"
#include "tests/verdicts/harness/test_words.h"
#include "tests/verdicts/host_fixture.h"

namespace sgc::verdicts {
namespace {

const Address kHost = address("10.0.0.1");
const Address kPeer = address("192.0.2.1");
const Address kHost6 = address("2001:db8:2::1");
const Address kPeer6 = address("2001:db8:1::1");

// Lets web traffic in and name service out.
constexpr const char* kStateful = R"(
securitygroup backend {
  inbound { allow http, tcp 8081 from any deny ssh from any }
  outbound { allow dns, tcp 8443 to any }
}
)";

class HostStateTest : public HostTest {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    if (IsSkipped()) return;
    lab().connect(kHost, kPeer);
    lab().connect(kHost6, kPeer6);
  }
};

INSTANTIATE_TEST_SUITE_P(Hosts, HostStateTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostStateTest, RepliesNeedNoRule) {
  load_policy(kStateful, "backend");
  for (const auto& [host, peer] : {std::pair{kHost, kPeer}, std::pair{kHost6, kPeer6}}) {
    TcpTalk in(lab(), Side::Peer, peer, {host, 80});
    ASSERT_EQ(in.opening(), Opening::Connected);
    EXPECT_TRUE(in.delivers(Side::Peer));
    EXPECT_TRUE(in.delivers(Side::Host));

    TcpTalk out(lab(), Side::Host, host, {peer, 8443});
    ASSERT_EQ(out.opening(), Opening::Connected);
    EXPECT_TRUE(out.delivers(Side::Host));
    EXPECT_TRUE(out.delivers(Side::Peer));

    EXPECT_EQ(TcpTalk(lab(), Side::Peer, peer, {host, 8443}).opening(), Opening::NoAnswer);
    EXPECT_NE(TcpTalk(lab(), Side::Host, host, {peer, 80}).opening(), Opening::Connected);
  }
}

TEST_P(HostStateTest, ADatagramThatNobodyAnsweredOpensNothing) {
  load_policy(kStateful, "backend");
  UdpTalk talk(lab(), {kHost, 5000}, {kPeer, 53});
  EXPECT_FALSE(talk.delivers(Side::Peer));
  EXPECT_FALSE(talk.delivers(Side::Peer));
  EXPECT_TRUE(talk.delivers(Side::Host));  // a question to port 53
  EXPECT_TRUE(talk.delivers(Side::Peer));  // and its answer
}

TEST_P(HostStateTest, AnErrorAboutARunningConnectionIsLetIn) {
  load_policy(kStateful, "backend");
  TcpTalk talk(lab(), Side::Peer, kPeer, {kHost, 80});
  ASSERT_EQ(talk.opening(), Opening::Connected);

  const auto error_about = [&](std::uint16_t port) {
    const Bytes segment = ip_packet({kHost, kPeer}, tcp({80, port, tcp_flag::kAck, 1, 1}));
    return frame_to_host(lab().topology().talking, icmp_error_about(segment, kPeer, kHost, 3, 4));
  };
  const auto no_port = static_cast<std::uint16_t>(talk.opener_port() ^ 1U);
  EXPECT_EQ(lab().send_in(Over::TalkingLink, error_about(talk.opener_port())).passed, 1U);
  EXPECT_EQ(lab().send_in(Over::TalkingLink, error_about(no_port)).passed, 0U);
}

TEST_P(HostStateTest, ASegmentFromTheMiddleOfNoConnectionIsJudgedByTheList) {
  load_policy(kStateful, "backend");
  const auto segment = [&](std::uint16_t port) {
    return frame_to_host(lab().topology().judged, ip_packet({kPeer, kHost}, tcp({40000, port, tcp_flag::kAck, 7, 7})));
  };
  EXPECT_EQ(lab().send_in(Over::JudgedLink, segment(80)).passed, 1U);
  EXPECT_EQ(lab().send_in(Over::JudgedLink, segment(22)).passed, 0U);
  EXPECT_EQ(lab().send_in(Over::JudgedLink, segment(23)).passed, 0U);
}

TEST_P(HostStateTest, AReloadInMidFlowCutsNothing) {
  load_policy(kStateful, "backend");
  TcpTalk talk(lab(), Side::Peer, kPeer, {kHost, 80});
  ASSERT_EQ(talk.opening(), Opening::Connected);
  for (int i = 0; i < 3; ++i) {
    load_policy(kStateful, "backend");
    EXPECT_TRUE(talk.delivers(Side::Peer));
    EXPECT_TRUE(talk.delivers(Side::Host));
  }
}

TEST_P(HostStateTest, LoadingTwiceChangesNothingAndTouchesNobodyElse) {
  const auto files = emitted(target(), CompiledPolicy(kStateful), "backend");
  const std::string foreign = "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tudp dport 7 drop\n\t}\n}\n";
  ASSERT_TRUE(lab().load({{"other.nft", foreign}}, {"nft -f other.nft"}).ok);
  ASSERT_TRUE(load(files).ok);
  const std::string once = lab().load({}, {target().listing}).transcript;
  ASSERT_TRUE(load(files).ok);
  EXPECT_EQ(lab().load({}, {target().listing}).transcript, once);
  EXPECT_NE(lab().load({}, {"nft list ruleset"}).transcript.find("udp dport 7 drop"), std::string::npos);
}

TEST_P(HostStateTest, ABlacklistThatDeniesTheEstablishedCutsWhatRuns) {
  const auto policy = [](const char* blacklist) { return std::string(kStateful) + blacklist; };
  load_policy(kStateful, "backend");
  TcpTalk talk(lab(), Side::Peer, kPeer, {kHost, 80});
  ASSERT_EQ(talk.opening(), Opening::Connected);

  load_policy(policy("blacklist bad { deny 192.0.2.0/24 }"), "backend");
  EXPECT_TRUE(talk.delivers(Side::Peer));
  EXPECT_EQ(TcpTalk(lab(), Side::Peer, kPeer, {kHost, 8081}).opening(), Opening::NoAnswer);

  load_policy(policy("blacklist bad { deny 192.0.2.0/24 established deny }"), "backend");
  EXPECT_FALSE(talk.delivers(Side::Peer));
}

TEST_P(HostStateTest, TheHostReachesItselfWhateverTheListsSay) {
  load_policy("securitygroup backend { inbound { default deny } outbound { default reject } }\n"
              "blacklist bogons-in { deny 127.0.0.0/8, ::1 direction both established deny }",
              "backend");
  EXPECT_TRUE(reaches_itself(lab()));
}

// Packets that the baseline is there for, and their nearest relatives that it is not.
struct BaselineCase {
  const char* what;
  Bytes packet;
  bool inbound = true;
  bool passes = true;
};

std::vector<BaselineCase> baseline_cases() {
  const Address local = address("fe80::1");
  const Address other = address("fe80::2");
  const Address global = address("2001:db8::1");
  const Address none = address("::");
  const auto icmp6 = [](Address from, Address to, std::uint8_t type, std::uint8_t hops) {
    return ip_packet({from, to, 0, hops}, icmp(Family::V6, type, 0, 0, Bytes(16)));
  };
  const auto datagram = [](const char* from, const char* to, std::uint16_t sport, std::uint16_t dport) {
    return ip_packet({address(from), address(to)}, udp(sport, dport));
  };
  const Address igmp_group = address("224.0.0.1");

  std::vector<BaselineCase> cases;
  for (const bool inbound : {true, false}) {
    for (const std::uint8_t type : std::to_array<std::uint8_t>({133, 134, 135, 136})) {
      cases.push_back({"neighbour discovery", icmp6(local, other, type, 255), inbound, true});
      cases.push_back({"neighbour discovery from afar", icmp6(global, other, type, 254), inbound, false});
    }
    for (const std::uint8_t type : std::to_array<std::uint8_t>({130, 131, 132, 143})) {
      cases.push_back({"listener discovery", icmp6(local, address("ff02::1"), type, 1), inbound, true});
      cases.push_back({"listener discovery, no address yet", icmp6(none, address("ff02::1"), type, 1), inbound, true});
      cases.push_back({"listener discovery from a router away", icmp6(local, address("ff02::1"), type, 2), inbound, false});
      cases.push_back({"listener discovery, global source", icmp6(global, address("ff02::1"), type, 1), inbound, false});
    }
    cases.push_back({"redirect", icmp6(local, other, 137, 255), inbound, false});
    cases.push_back({"echo", icmp6(local, other, 128, 255), inbound, false});
    cases.push_back({"IGMP", ip_packet({kPeer, igmp_group}, opaque(protocol::kIgmp, Bytes(8))), inbound, true});
    cases.push_back({"IGMP to one host", ip_packet({kPeer, kHost}, opaque(protocol::kIgmp, Bytes(8))), inbound, false});
  }
  cases.push_back({"DHCP offer", datagram("192.0.2.1", "10.0.0.1", 67, 68), true, true});
  cases.push_back({"DHCP discover, from outside", datagram("192.0.2.1", "10.0.0.1", 68, 67), true, false});
  cases.push_back({"DHCP discover", datagram("10.0.0.1", "255.255.255.255", 68, 67), false, true});
  cases.push_back({"DHCP offer, by us", datagram("10.0.0.1", "192.0.2.1", 67, 68), false, false});
  cases.push_back({"DHCP over IPv6", datagram("fe80::1", "fe80::2", 67, 68), true, false});
  cases.push_back({"DHCPv6 reply", datagram("fe80::1", "fe80::2", 547, 546), true, true});
  cases.push_back({"DHCPv6 reply from afar", datagram("2001:db8::1", "fe80::2", 547, 546), true, false});
  cases.push_back({"DHCPv6 solicit", datagram("fe80::2", "ff02::1:2", 546, 547), false, true});
  cases.push_back({"DHCPv6 request", datagram("fe80::2", "fe80::1", 546, 547), false, true});
  cases.push_back({"DHCPv6 to a global address", datagram("fe80::2", "2001:db8::1", 546, 547), false, false});
  return cases;
}

bool passes(Lab& lab, const BaselineCase& one) {
  if (!one.inbound) return lab.send_out(one.packet).passed == 1;
  return lab.send_in(Over::JudgedLink, frame_to_host(lab.topology().judged, one.packet)).passed == 1;
}

constexpr const char* kClosed = "securitygroup backend { inbound { default deny } outbound { default deny } }\n";

TEST_P(HostStateTest, TheBaselineLetsThroughWhatItSaysAndNothingElse) {
  load_policy(kClosed, "backend");
  for (const BaselineCase& one : baseline_cases()) {
    EXPECT_EQ(passes(lab(), one), one.passes) << one.what << (one.inbound ? " in" : " out");
  }
}

TEST_P(HostStateTest, WithoutTheBaselineNothingOfItPasses) {
  load_policy(std::string(kClosed) + host_options("baseline off"), "backend");
  for (const BaselineCase& one : baseline_cases()) {
    EXPECT_FALSE(passes(lab(), one)) << one.what << (one.inbound ? " in" : " out");
  }
}

TEST_P(HostStateTest, NoBlacklistTakesTheBaseline) {
  load_policy(std::string(kClosed) + "blacklist all-of-it { deny any direction both established deny }", "backend");
  for (const BaselineCase& one : baseline_cases()) {
    EXPECT_EQ(passes(lab(), one), one.passes) << one.what << (one.inbound ? " in" : " out");
  }
}

}  // namespace
}  // namespace sgc::verdicts
