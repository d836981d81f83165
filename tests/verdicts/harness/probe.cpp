#include "tests/verdicts/harness/probe.h"

#include <algorithm>
#include <array>

#include "compiler/net/protocol.h"
#include "tests/verdicts/harness/checksum.h"

namespace sgc::verdicts {
namespace {

constexpr std::size_t kLeastHeaderV4 = 20;
constexpr std::size_t kFixedHeaderV6 = 40;
constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kIcmpHeader = 8;

constexpr ProbeNumber kNotAProbe = 0;
constexpr std::uint8_t kUnreachableV4 = 3;
constexpr std::uint8_t kUnreachableV6 = 1;

// A probe's own TCP sequence number, so that a reset, which has a header of its own, still tells which probe it
// answers. The high half keeps it apart from other connections' numbers.
constexpr std::uint32_t kSequenceBase = 0x5EC0'0000;

bool is_icmp_error(const ir::Packet& packet) {
  constexpr std::array<std::uint16_t, 5> kErrorsV4{3, 4, 5, 11, 12};
  if (packet.family == Family::V6) return packet.a >= 1 && packet.a <= 4;
  return std::find(kErrorsV4.begin(), kErrorsV4.end(), packet.a) != kErrorsV4.end();
}

// An ICMP error has to quote something; this quotes a datagram that was never sent and is no probe, so that the error
// is not taken for the refusal of one.
Bytes quotation(const ir::Packet& packet) {
  constexpr std::uint16_t kNobodysPort = 9;
  return ip_packet({packet.destination_address(), packet.source_address(), kNotAProbe}, udp(kNobodysPort, kNobodysPort));
}

Transport icmp_probe(const ir::Packet& packet, ProbeNumber number) {
  constexpr std::size_t kRoomForOneAddress = 16;  // as neighbour discovery has
  const bool error = is_icmp_error(packet);
  return icmp(packet.family, static_cast<std::uint8_t>(packet.a), static_cast<std::uint8_t>(packet.b),
              error ? 0 : number, error ? quotation(packet) : Bytes(kRoomForOneAddress));
}

Bytes payload_of(ProbeNumber number) {
  Bytes payload;
  append32(payload, number);
  append32(payload, kSequenceBase);
  append32(payload, 0);
  return payload;
}

// Before the kernel refuses a packet of a protocol that it does not know, it sums it up as if it were a checksummed
// one, and keeps silent when the sum is not right. So the sum is made right.
Transport unknown_probe(const ir::Packet& packet, ProbeNumber number) {
  Bytes payload = payload_of(number);
  const std::uint32_t initial = packet.family == Family::V4
                                    ? 0
                                    : pseudo_header_sum(packet.source_address(), packet.destination_address(),
                                                        packet.protocol, payload.size() + sizeof(std::uint16_t));
  append16(payload, internet_checksum(payload, initial));
  return opaque(packet.protocol, payload);
}

Transport transport_of(const ir::Packet& packet, ProbeNumber number) {
  switch (packet.protocol) {
    case protocol::kTcp: return tcp({packet.a, packet.b, tcp_flag::kSyn, kSequenceBase | number, 0});
    case protocol::kUdp: return udp(packet.a, packet.b, payload_of(number));
    case protocol::kSctp: return sctp(packet.a, packet.b, number);
    default: break;
  }
  return detail_of(packet.family, packet.protocol) == Detail::Icmp ? icmp_probe(packet, number)
                                                                   : unknown_probe(packet, number);
}

// The fixed part of an IP header, and what follows it.
struct Outer {
  std::uint8_t protocol = 0;
  ProbeNumber number = 0;
  Address source;
  Address destination;
  std::span<const std::uint8_t> rest;
};

std::optional<Outer> read_outer(std::span<const std::uint8_t> packet) {
  if (packet.empty()) return std::nullopt;
  const unsigned version = packet[0] >> 4U;
  if (version == 4 && packet.size() >= kLeastHeaderV4) {
    const std::size_t length = (packet[0] & 0x0FU) * 4U;
    if (length < kLeastHeaderV4 || packet.size() < length) return std::nullopt;
    return Outer{packet[9], read16(packet, 4), read_address(packet, 12, Family::V4), read_address(packet, 16, Family::V4),
                 packet.subspan(length)};
  }
  if (version == 6 && packet.size() >= kFixedHeaderV6) {
    return Outer{packet[6], read32(packet, 0) & 0xFFFFFU, read_address(packet, 8, Family::V6),
                 read_address(packet, 24, Family::V6), packet.subspan(kFixedHeaderV6)};
  }
  return std::nullopt;
}

// Resets carry the number in what they acknowledge: the probe's sequence number and one more for its SYN.
std::optional<Sighting> read_reset(const Outer& outer) {
  constexpr std::size_t kAcknowledgement = 8;
  constexpr std::size_t kFlags = 13;
  if (outer.protocol != protocol::kTcp || outer.rest.size() < kTcpHeader) return std::nullopt;
  if ((outer.rest[kFlags] & tcp_flag::kRst) == 0) return std::nullopt;

  const std::uint32_t sequence = read32(outer.rest, kAcknowledgement) - 1;
  if ((sequence & ~kLastProbe) != kSequenceBase) return std::nullopt;
  return Sighting{true, sequence & kLastProbe, outer.destination, outer.source};
}

std::optional<Sighting> read_error(const Outer& outer) {
  const bool v4 = outer.source.family == Family::V4;
  const std::uint8_t protocol = v4 ? protocol::kIcmp : protocol::kIcmp6;
  if (outer.protocol != protocol || outer.rest.size() < kIcmpHeader) return std::nullopt;
  if (outer.rest[0] != (v4 ? kUnreachableV4 : kUnreachableV6)) return std::nullopt;

  const auto quoted = read_outer(outer.rest.subspan(kIcmpHeader));
  if (!quoted || quoted->number == kNotAProbe) return std::nullopt;
  return Sighting{true, quoted->number, quoted->source, quoted->destination};
}

}  // namespace

Bytes probe(const ir::Packet& packet, ProbeNumber number, std::uint8_t hop_limit) {
  return ip_packet({packet.source_address(), packet.destination_address(), number, hop_limit},
                   transport_of(packet, number));
}

std::optional<Sighting> recognise(std::span<const std::uint8_t> packet) {
  const auto outer = read_outer(packet);
  if (!outer) return std::nullopt;
  if (const auto reset = read_reset(*outer)) return reset;
  if (const auto error = read_error(*outer)) return error;
  return Sighting{false, outer->number, outer->source, outer->destination};
}

}  // namespace sgc::verdicts
