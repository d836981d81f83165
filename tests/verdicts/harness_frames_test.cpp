// Frames of every form, real connections, and XDP programs: the parts of the harness that need more than one packet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "compiler/net/protocol.h"
#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/lab.h"
#include "tests/verdicts/harness/lab_fixture.h"
#include "tests/verdicts/harness/process.h"
#include "tests/verdicts/harness/talk.h"
#include "tests/verdicts/harness/temporary_folder.h"
#include "tests/verdicts/harness/test_words.h"
#include "tests/verdicts/harness/xdp_program.h"

namespace sgc::verdicts {
namespace {

using testing::Each;
using testing::ElementsAre;

const Address kClient = address("192.0.2.1");
const Address kServer = address("10.0.0.1");
const Address kClient6 = address("2001:db8:1::1");
const Address kServer6 = address("2001:db8:2::1");

class FramesTest : public LabTest {
 protected:
  static void load(const std::string& input, const std::string& output = "") {
    const std::string text =
        "table inet tested\ndelete table inet tested\ntable inet tested {\n"
        "  chain input { type filter hook input priority 0; policy accept;\n" + input + "\n}\n"
        "  chain output { type filter hook output priority 0; policy accept;\n" + output + "\n}\n}\n";
    const Loaded loaded = lab().load({{"tested.nft", text}}, {"nft -f tested.nft"});
    ASSERT_TRUE(loaded.ok) << loaded.transcript;
  }

  // What became of these IP packets over the judged link.
  static Passage send(std::initializer_list<Bytes> packets) {
    std::vector<Bytes> frames;
    for (const Bytes& packet : packets) frames.push_back(frame_to_host(lab().topology().judged, packet));
    return lab().send_in(Over::JudgedLink, frames);
  }
};

TEST_F(FramesTest, WhatIsNotIpIsNotShown) {
  const Bytes arp = frame_to_host(lab().topology().judged, ethertype::kArp, Bytes(28));
  EXPECT_EQ(lab().send_in(Over::JudgedLink, arp), (Passage{0, 0, 0}));
}

TEST_F(FramesTest, ADamagedHeaderIsNotShown) {
  Bytes packet = ip_packet({kClient, kServer}, udp(1, 2));
  packet[10] = static_cast<std::uint8_t>(packet[10] ^ 1U);
  EXPECT_EQ(send({packet}), (Passage{0, 0, 0}));
}

TEST_F(FramesTest, TheHopLimitArrivesAsSent) {
  load("ip6 hoplimit != 255 drop\nip ttl 1 drop");
  const auto solicitation = [](std::uint8_t hop_limit) {
    return ip_packet({address("fe80::1"), address("fe80::2"), 0, hop_limit}, icmp(Family::V6, 135, 0, 0, Bytes(16)));
  };
  EXPECT_EQ(send({solicitation(255)}), (Passage{1, 1, 0}));
  EXPECT_EQ(send({solicitation(254)}), (Passage{1, 0, 0}));
  EXPECT_EQ(send({ip_packet({kClient, kServer, 0, 1}, udp(1, 2))}), (Passage{1, 0, 0}));
}

TEST_F(FramesTest, TheLastHeaderOfAChainIsTheProtocol) {
  load("meta l4proto udp drop");
  const Transport datagram = udp(1, 2);
  const auto behind = [&](std::vector<ExtensionHeader> extensions, const Transport& transport) {
    return ip_packet({kClient6, kServer6, 0, kUsualHopLimit, {}, std::move(extensions)}, transport);
  };
  EXPECT_EQ(send({behind({{60, Bytes(6)}}, datagram)}), (Passage{1, 0, 0}));
  EXPECT_EQ(send({behind({{0, {1, 4, 0, 0, 0, 0}}, {60, Bytes(6)}}, datagram)}), (Passage{1, 0, 0}));
  EXPECT_EQ(send({behind({{60, Bytes(6)}}, tcp({1, 2}))}), (Passage{1, 1, 0}));
}

TEST_F(FramesTest, Ipv4FragmentsArePutTogetherBeforeTheInboundHook) {
  load("ip protocol udp udp dport 9 drop");
  const std::vector<Bytes> fragments = fragments_of(ip_packet({kClient, kServer, 5}, udp(1, 9, Bytes(40))), 24);
  ASSERT_EQ(fragments.size(), 2U);
  EXPECT_EQ(send({fragments[1]}), (Passage{0, 0, 0}));
  EXPECT_EQ(send({fragments[0]}), (Passage{1, 0, 0}));
}

TEST_F(FramesTest, Ipv6FragmentsAreShownOneByOneWithoutConnectionTracking) {
  load("ip6 saddr 2001:db8::/16 udp dport 9 drop");
  const std::vector<Bytes> fragments = fragments_of(ip_packet({kClient6, kServer6, 5}, udp(1, 9, Bytes(40))), 24);
  EXPECT_EQ(send({fragments[0], fragments[1]}), (Passage{2, 1, 0}));
}

TEST_F(FramesTest, FragmentsOfEitherFamilyArePutTogetherAndJudgedOnce) {
  load("ct state new meta l4proto udp th dport 9 drop");
  for (const auto& [from, to] : {std::pair{kClient, kServer}, std::pair{kClient6, kServer6}}) {
    const std::vector<Bytes> bad = fragments_of(ip_packet({from, to, 6}, udp(1, 9, Bytes(40))), 24);
    const std::vector<Bytes> good = fragments_of(ip_packet({from, to, 7}, udp(1, 10, Bytes(40))), 24);
    EXPECT_EQ(send({bad[0], bad[1]}), (Passage{1, 0, 0}));
    EXPECT_EQ(send({good[1], good[0]}), (Passage{1, 1, 0}));
  }
}

TEST_F(FramesTest, AnErrorAboutNoConnectionIsInvalid) {
  load("ct state invalid drop");
  const Bytes datagram = ip_packet({kServer, kClient}, udp(1, 2));
  EXPECT_EQ(send({icmp_error_about(datagram, kClient, kServer, 3, 3)}), (Passage{1, 0, 0}));
}

TEST_F(FramesTest, PacketsOfAnyFormLeaveTheHost) {
  load("", "ct state invalid drop\ntcp dport 22 reject with tcp reset");
  const Bytes middle = ip_packet({kServer, kClient}, tcp({80, 40000, tcp_flag::kRst, 7, 7}));
  const Bytes opening = ip_packet({kServer, kClient}, tcp({40000, 80}));
  EXPECT_EQ(lab().send_out(opening), (Passage{1, 1, 0}));
  EXPECT_EQ(lab().send_out(middle), (Passage{1, 0, 0}));
}

class TalkTest : public FramesTest {
 protected:
  static void SetUpTestSuite() {
    FramesTest::SetUpTestSuite();
    if (Lab::unavailable()) return;
    lab().connect(kServer, kClient);
    lab().connect(kServer6, kClient6);
  }
};

TEST_F(TalkTest, AnEmptyHostTalksBothWaysInBothFamilies) {
  for (const auto& [host, peer] : {std::pair{kServer, kClient}, std::pair{kServer6, kClient6}}) {
    TcpTalk in(lab(), Side::Peer, peer, {host, 80});
    ASSERT_EQ(in.opening(), Opening::Connected);
    EXPECT_TRUE(in.delivers(Side::Peer));
    EXPECT_TRUE(in.delivers(Side::Host));

    TcpTalk out(lab(), Side::Host, host, {peer, 80});
    ASSERT_EQ(out.opening(), Opening::Connected);
    EXPECT_TRUE(out.delivers(Side::Host));

    UdpTalk datagrams(lab(), {host, 5000}, {peer, 5001});
    EXPECT_TRUE(datagrams.delivers(Side::Peer));
    EXPECT_TRUE(datagrams.delivers(Side::Host));
  }
}

TEST_F(TalkTest, DropAndRejectLookDifferentToAClient) {
  load("tcp dport 80 drop\ntcp dport 81 reject with tcp reset");
  EXPECT_EQ(TcpTalk(lab(), Side::Peer, kClient, {kServer, 80}).opening(), Opening::NoAnswer);
  EXPECT_EQ(TcpTalk(lab(), Side::Peer, kClient, {kServer, 81}).opening(), Opening::Refused);
  EXPECT_EQ(TcpTalk(lab(), Side::Peer, kClient, {kServer, 82}).opening(), Opening::Connected);
}

TEST_F(TalkTest, ARepliedDatagramOpensTheWayBack) {
  load("ct state established accept\nudp dport 5000 drop", "");
  UdpTalk talk(lab(), {kServer, 5000}, {kClient, 5001});
  EXPECT_FALSE(talk.delivers(Side::Peer));
  EXPECT_TRUE(talk.delivers(Side::Host));
  EXPECT_TRUE(talk.delivers(Side::Peer));
}

TEST_F(TalkTest, AConnectionLivesThroughAReload) {
  const char* const input = "ct state established accept\ntcp dport 80 accept\nip protocol tcp drop";
  load(input);
  TcpTalk talk(lab(), Side::Peer, kClient, {kServer, 80});
  ASSERT_EQ(talk.opening(), Opening::Connected);
  load(input);
  EXPECT_TRUE(talk.delivers(Side::Peer));
  EXPECT_TRUE(talk.delivers(Side::Host));

  load("ip protocol tcp drop");
  EXPECT_FALSE(talk.delivers(Side::Peer));
}

TEST_F(TalkTest, AnErrorAboutARunningConnectionIsRelated) {
  load("ct state established accept\nct state related accept\ntcp dport 80 accept\nip protocol icmp drop");
  TcpTalk talk(lab(), Side::Peer, kClient, {kServer, 80});
  ASSERT_EQ(talk.opening(), Opening::Connected);

  const auto error_about = [&](std::uint16_t port) {
    const Bytes segment = ip_packet({kServer, kClient}, tcp({80, port, tcp_flag::kAck, 1, 1}));
    return frame_to_host(lab().topology().talking, icmp_error_about(segment, kClient, kServer, 3, 4));
  };
  const auto wrong_port = static_cast<std::uint16_t>(talk.opener_port() ^ 1U);
  EXPECT_EQ(lab().send_in(Over::TalkingLink, error_about(talk.opener_port())).passed, 1U);
  EXPECT_EQ(lab().send_in(Over::TalkingLink, error_about(wrong_port)).passed, 0U);
}

// Drops UDP over IPv4 to port 53, lets everything else pass; tags are not looked through.
constexpr const char* kXdpSource = R"(
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("xdp") int judge(struct xdp_md *context) {
  void *data = (void *)(long)context->data, *end = (void *)(long)context->data_end;
  struct ethhdr *frame = data;
  if ((void *)(frame + 1) > end || frame->h_proto != bpf_htons(ETH_P_IP)) return XDP_PASS;
  struct iphdr *ip = (void *)(frame + 1);
  if ((void *)(ip + 1) > end || ip->protocol != 17) return XDP_PASS;
  struct udphdr *udp = (void *)(ip + 1);
  if ((void *)(udp + 1) > end) return XDP_DROP;
  return udp->dest == bpf_htons(53) ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
)";

class XdpTest : public FramesTest {
 protected:
  void SetUp() override {
    FramesTest::SetUp();
    if (IsSkipped()) return;
    if (const auto missing = missing_program({"clang-14"})) GTEST_SKIP() << *missing;
    std::ofstream(folder_.path() / "tested.bpf.c") << kXdpSource;
  }

  XdpProgram program() {
    return XdpProgram(compile_bpf(folder_.path() / "tested.bpf.c"), lab().topology().host);
  }

  TemporaryFolder folder_;
};

TEST_F(XdpTest, ATestRunTellsTheActionOfEachFrame) {
  const Link& link = lab().topology().judged;
  const Bytes dns = ip_packet({kClient, kServer}, udp(1000, 53));
  const Bytes ntp = ip_packet({kClient, kServer}, udp(1000, 123));
  const VlanTag tag{7};
  const std::vector<Bytes> frames{frame_to_host(link, dns), frame_to_host(link, ntp), frame_to_host(link, dns, std::span(&tag, 1)),
                                  Bytes(14)};
  EXPECT_THAT(program().run(frames), ElementsAre(XdpAction::Drop, XdpAction::Pass, XdpAction::Pass, XdpAction::Pass));
}

TEST_F(XdpTest, AnAttachedProgramIsJudgedNativeAndGeneric) {
  std::vector<ir::Packet> packets;
  for (unsigned i = 0; i < 3000; ++i) {
    packets.push_back(packet(protocol::kUdp, "192.0.2.1", "10.0.0.1", static_cast<std::uint16_t>(i), i % 3 == 0 ? 53 : 54));
  }
  packets.push_back(packet(protocol::kUdp, "0.0.0.0", "10.0.0.1", 1, 54));  // what the stack would not show

  const XdpProgram tested = program();
  const Device& device = lab().topology().judged.host;
  for (const XdpMode mode : {XdpMode::Native, XdpMode::Generic}) {
    tested.attach(device, mode);
    const std::vector<Outcome> outcomes = lab().judge_at_device(packets);
    XdpProgram::detach(lab().topology().host, device, mode);
    for (std::size_t i = 0; i < packets.size(); ++i) {
      ASSERT_EQ(outcomes[i], packets[i].b == 53 ? Outcome::Dropped : Outcome::Accepted) << to_string(packets[i]);
    }
  }
  EXPECT_THAT(lab().judge_at_device(packets), Each(Outcome::Accepted));
}

TEST_F(XdpTest, AProgramThatTheVerifierRefusesIsToldWithItsWords) {
  std::ofstream(folder_.path() / "bad.bpf.c") << R"(
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") int judge(struct xdp_md *context) { return *(char *)(long)context->data; }
char _license[] SEC("license") = "GPL";
)";
  const auto object = compile_bpf(folder_.path() / "bad.bpf.c");
  try {
    XdpProgram(object, lab().topology().host);
    FAIL() << "loaded";
  } catch (const HarnessError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("invalid access to packet"));
  }
}

}  // namespace
}  // namespace sgc::verdicts
