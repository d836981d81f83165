// What the harness writes on the wire, byte by byte, and what it reads back.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "compiler/net/protocol.h"
#include "tests/verdicts/harness/baseline.h"
#include "tests/verdicts/harness/checksum.h"
#include "tests/verdicts/harness/packet_builder.h"
#include "tests/verdicts/harness/probe.h"
#include "tests/verdicts/harness/test_words.h"

namespace sgc::verdicts {
namespace {

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// The ones' complement sum of something that holds its own right checksum is all ones, so this is 0.
std::uint16_t rest(std::span<const std::uint8_t> bytes, std::uint32_t initial = 0) {
  return internet_checksum(bytes, initial);
}

TEST(Checksum, IsThatOfTheRfc) {
  const Bytes example{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};  // RFC 1071 section 3
  EXPECT_EQ(internet_checksum(example), static_cast<std::uint16_t>(~0xddf2));
}

TEST(Checksum, TakesAnOddLastByteAsTheHighOne) { EXPECT_EQ(internet_checksum(Bytes{0x12}), 0xedff); }

TEST(Checksum, Crc32cHasItsCheckValue) { EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283U); }

TEST(PacketBuilder, AnIpv4HeaderIsWhole) {
  const Bytes packet = ip_packet({address("192.0.2.1"), address("10.0.0.1"), 0x1234, 7}, udp(1, 2, Bytes{9}));
  ASSERT_EQ(packet.size(), 29U);
  EXPECT_EQ(packet[0], 0x45);
  EXPECT_EQ(read16(packet, 2), 29);
  EXPECT_EQ(read16(packet, 4), 0x1234);
  EXPECT_EQ(packet[8], 7);
  EXPECT_EQ(packet[9], protocol::kUdp);
  EXPECT_EQ(rest(std::span(packet).first(20)), 0);
  EXPECT_EQ(read_address(packet, 12, Family::V4), address("192.0.2.1"));
  EXPECT_EQ(read_address(packet, 16, Family::V4), address("10.0.0.1"));
}

TEST(PacketBuilder, TransportChecksumsCoverTheAddresses) {
  for (const auto& [from, to] : {std::pair{"192.0.2.1", "10.0.0.1"}, std::pair{"2001:db8::1", "2001:db8::2"}}) {
    for (const Transport& transport : {udp(53, 1024, Bytes{1, 2, 3}), tcp({80, 1024})}) {
      const Bytes packet = ip_packet({address(from), address(to)}, transport);
      const auto carried = std::span(packet).last(transport.bytes.size());
      EXPECT_EQ(rest(carried, pseudo_header_sum(address(from), address(to), transport.protocol, carried.size())), 0);
    }
  }
}

TEST(PacketBuilder, ExtensionHeadersAreAChain) {
  const IpHeader header{address("2001:db8::1"), address("2001:db8::2"), 0, kUsualHopLimit, {},
                        {{0, {1, 4, 0, 0, 0, 0}}, {60, Bytes(14)}, {protocol::kAh, Bytes(10)}}};
  const Bytes packet = ip_packet(header, udp(1, 2));
  EXPECT_EQ(packet[6], 0);                   // first hop-by-hop,
  EXPECT_EQ(packet[40], 60);                 // then destination options,
  EXPECT_EQ(packet[48], protocol::kAh);      // then AH,
  EXPECT_EQ(packet[49], 1);                  //   sixteen bytes, in units of eight, less one
  EXPECT_EQ(packet[64], protocol::kUdp);     // then UDP
  EXPECT_EQ(packet[65], 2);                  //   AH of sixteen bytes, in words, less two
  EXPECT_EQ(packet.size(), 40U + 8 + 16 + 16 + 8);
  EXPECT_EQ(read16(packet, 4), packet.size() - 40);
}

TEST(PacketBuilder, FragmentsHoldThePacketOnceAndOnlyTheLastIsLast) {
  for (const auto& [from, to] : {std::pair{"192.0.2.1", "10.0.0.1"}, std::pair{"2001:db8::1", "2001:db8::2"}}) {
    const Bytes packet = ip_packet({address(from), address(to), 77}, udp(1, 2, Bytes(30, 0xAB)));
    const std::vector<Bytes> fragments = fragments_of(packet, 16);
    ASSERT_EQ(fragments.size(), 3U);

    const bool v4 = address(from).family == Family::V4;
    const std::size_t header = v4 ? 20 : 48;
    Bytes together;
    for (std::size_t i = 0; i < fragments.size(); ++i) {
      append(together, std::span(fragments[i]).subspan(header));
      const std::uint16_t field = read16(fragments[i], v4 ? 6 : 42);
      EXPECT_EQ(v4 ? field & 0x1FFFU : field >> 3U, 2 * i);
      EXPECT_EQ(v4 ? field >> 13U & 1U : field & 1U, i < 2 ? 1U : 0U);
      if (v4) {
        EXPECT_EQ(rest(std::span(fragments[i]).first(20)), 0);
      }
    }
    EXPECT_EQ(together, Bytes(packet.end() - 38, packet.end()));
  }
}

TEST(PacketBuilder, VlanTagsStandOutermostFirst) {
  const Link link{};
  const VlanTag tags[]{{7, 0x88a8}, {42, 0x8100}};
  const Bytes frame = frame_to_host(link, ethertype::kIpv4, Bytes{1}, tags);
  EXPECT_EQ(read16(frame, 12), 0x88a8);
  EXPECT_EQ(read16(frame, 14), 7);
  EXPECT_EQ(read16(frame, 16), 0x8100);
  EXPECT_EQ(read16(frame, 18), 42);
  EXPECT_EQ(read16(frame, 20), ethertype::kIpv4);
}

TEST(Probe, IsRecognisedWithItsNumberAndAddresses) {
  for (const ir::Packet& sent : {packet(protocol::kTcp, "192.0.2.1", "10.0.0.1", 1, 2),
                                 packet(protocol::kIcmp, "192.0.2.1", "10.0.0.1", 3, 4),
                                 packet(89, "2001:db8::1", "2001:db8::2")}) {
    const auto sighting = recognise(probe(sent, 4711));
    ASSERT_TRUE(sighting);
    EXPECT_FALSE(sighting->refusal);
    EXPECT_EQ(sighting->number, 4711U);
    EXPECT_EQ(sighting->source, sent.source_address());
    EXPECT_EQ(sighting->destination, sent.destination_address());
  }
}

TEST(Probe, ItsRefusalIsRecognisedByWhatItQuotes) {
  const ir::Packet sent = packet(protocol::kUdp, "2001:db8::1", "2001:db8::2", 1, 2);
  const Bytes error = icmp_error_about(probe(sent, 12), sent.destination_address(), sent.source_address(), 1, 1, 99);
  const auto sighting = recognise(error);
  ASSERT_TRUE(sighting);
  EXPECT_TRUE(sighting->refusal);
  EXPECT_EQ(sighting->number, 12U);
  EXPECT_EQ(sighting->source, sent.source_address());
}

TEST(Probe, ItsResetIsRecognisedByWhatItAcknowledges) {
  const ir::Packet sent = packet(protocol::kTcp, "192.0.2.1", "10.0.0.1", 1, 2);
  const std::uint32_t sequence = read32(probe(sent, 65535), 24);
  const Bytes reset = ip_packet({sent.destination_address(), sent.source_address(), 99},
                                tcp({2, 1, tcp_flag::kRst | tcp_flag::kAck, 0, sequence + 1}));
  const auto sighting = recognise(reset);
  ASSERT_TRUE(sighting);
  EXPECT_TRUE(sighting->refusal);
  EXPECT_EQ(sighting->number, 65535U);
  EXPECT_EQ(sighting->destination, sent.destination_address());
}

TEST(Baseline, LetsDhcpThroughInItsDirectionOnly) {
  const ir::Packet offer = packet(protocol::kUdp, "192.0.2.1", "255.255.255.255", 67, 68);
  const ir::Packet request = packet(protocol::kUdp, "0.0.0.0", "255.255.255.255", 68, 67);
  const ir::Packet solicit = packet(protocol::kUdp, "fe80::1", "ff02::1:2", 546, 547);
  const ir::Packet reply = packet(protocol::kUdp, "fe80::2", "fe80::1", 547, 546);
  using enum ir::Direction;
  EXPECT_TRUE(in_baseline(Inbound, offer) && in_baseline(Inbound, reply));
  EXPECT_FALSE(in_baseline(Inbound, request) || in_baseline(Inbound, solicit));
  EXPECT_TRUE(in_baseline(Outbound, request) && in_baseline(Outbound, solicit));
  EXPECT_FALSE(in_baseline(Outbound, offer) || in_baseline(Outbound, reply));
  EXPECT_FALSE(in_baseline(Inbound, packet(protocol::kUdp, "2001:db8::1", "fe80::1", 547, 546)));
  EXPECT_FALSE(in_baseline(Outbound, packet(protocol::kUdp, "fe80::1", "ff02::1", 546, 547)));
}

TEST(Baseline, AsksForTheHopLimitOfNeighboursAndListeners) {
  using enum ir::Direction;
  for (const std::uint16_t type : std::vector<std::uint16_t>{130, 132, 133, 136, 137, 143}) {
    const ir::Packet message = packet(protocol::kIcmp6, "fe80::1", "ff02::1", type, 0);
    EXPECT_EQ(in_baseline(Inbound, message, 255), type >= 133 && type <= 136) << type;
    EXPECT_EQ(in_baseline(Inbound, message, 1), type <= 132 || type == 143) << type;
    EXPECT_FALSE(in_baseline(Inbound, message)) << type;
  }
  EXPECT_TRUE(in_baseline(Outbound, packet(protocol::kIcmp6, "::", "ff02::16", 143, 0), 1));
  EXPECT_FALSE(in_baseline(Outbound, packet(protocol::kIcmp6, "2001:db8::1", "ff02::16", 143, 0), 1));
}

TEST(Baseline, LetsIgmpThroughToGroups) {
  using enum ir::Direction;
  EXPECT_TRUE(in_baseline(Inbound, packet(protocol::kIgmp, "192.0.2.1", "224.0.0.1")));
  EXPECT_FALSE(in_baseline(Inbound, packet(protocol::kIgmp, "192.0.2.1", "10.0.0.1")));
  EXPECT_FALSE(in_baseline(Inbound, packet(protocol::kIgmp, "fe80::1", "ff02::1")));
}

TEST(Probe, WhatIsCutShortIsPassedOver) {
  const Bytes whole = probe(packet(protocol::kTcp, "192.0.2.1", "10.0.0.1", 1, 2), 5);
  for (std::size_t length = 0; length < 20; ++length) {
    EXPECT_FALSE(recognise(std::span(whole).first(length))) << length;
  }
}

}  // namespace
}  // namespace sgc::verdicts
