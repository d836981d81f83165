// Writes packets byte by byte, right ones and odd ones: what no socket would send, a rule list must still judge.
// Numbers are in host order; everything returned is in network order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/net/address.h"
#include "tests/verdicts/harness/topology.h"

namespace sgc::verdicts {

using Bytes = std::vector<std::uint8_t>;

// What follows the IP header, with its checksum still to be filled in, because that covers the addresses.
struct Transport {
  std::uint8_t protocol = 0;
  Bytes bytes;
};

namespace tcp_flag {
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kPush = 0x08;
constexpr std::uint8_t kAck = 0x10;
}  // namespace tcp_flag

struct TcpHeader {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t flags = tcp_flag::kSyn;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
};

Transport tcp(const TcpHeader& header, std::span<const std::uint8_t> payload = {});
Transport udp(std::uint16_t source_port, std::uint16_t destination_port, std::span<const std::uint8_t> payload = {});
// An INIT chunk: what opens an SCTP association.
Transport sctp(std::uint16_t source_port, std::uint16_t destination_port, std::uint32_t initiate_tag);
// `rest` is the second word of the header: identifier and sequence number, unused, next-hop MTU …
Transport icmp(Family family, std::uint8_t type, std::uint8_t code, std::uint32_t rest,
               std::span<const std::uint8_t> payload = {});
// Any protocol, with these bytes after the IP header; no checksum is filled in.
Transport opaque(std::uint8_t protocol, std::span<const std::uint8_t> payload);

// An extension header of IPv6, without its first two bytes (next header and length), which are filled in. The body
// is padded to a whole number of 8-byte units.
struct ExtensionHeader {
  std::uint8_t number = 0;  // 0 hop-by-hop, 43 routing, 60 destination options, 51 AH …
  Bytes body;
};

constexpr std::uint8_t kUsualHopLimit = 64;

struct IpHeader {
  Address source;       // of the same family
  Address destination;
  std::uint32_t id = 0;  // V4: identification, 16 bits; V6: flow label, 20 bits
  std::uint8_t hop_limit = kUsualHopLimit;
  Bytes options{};                             // V4: a multiple of 4 bytes, at most 40
  std::vector<ExtensionHeader> extensions{};  // V6, in this order
};

Bytes ip_packet(const IpHeader& header, const Transport& transport);

// The packet in fragments that carry `size` bytes each (a multiple of 8), the last one the rest. IPv6 hop-by-hop and
// routing headers stay in front of the fragment header, as RFC 8200 section 4.5 wants it.
std::vector<Bytes> fragments_of(const Bytes& packet, std::size_t size);

// The ones' complement sum of what IPv6, and TCP and UDP over IPv4, put in front of their checksums.
std::uint32_t pseudo_header_sum(Address source, Address destination, std::uint8_t protocol, std::size_t length);

// An ICMP error about `packet`, which it quotes.
Bytes icmp_error_about(const Bytes& packet, Address from, Address to, std::uint8_t type, std::uint8_t code,
                       std::uint32_t id = 0);

struct VlanTag {
  std::uint16_t id = 0;
  std::uint16_t ethertype = 0x8100;  // 0x88a8 for the outer one of QinQ
};

namespace ethertype {
constexpr std::uint16_t kIpv4 = 0x0800;
constexpr std::uint16_t kArp = 0x0806;
constexpr std::uint16_t kIpv6 = 0x86dd;
constexpr std::uint16_t kExperiment = 0x88b5;  // IEEE 802, for local experiments
}  // namespace ethertype

// The frame that carries `payload` over `link` to the host, tags outermost first.
Bytes frame_to_host(const Link& link, std::uint16_t ethertype, std::span<const std::uint8_t> payload,
                    std::span<const VlanTag> tags = {});
// The same for an IP packet, by its version.
Bytes frame_to_host(const Link& link, const Bytes& packet, std::span<const VlanTag> tags = {});

// Appends a number in network order, or an address.
void append16(Bytes& bytes, std::uint16_t value);
void append32(Bytes& bytes, std::uint32_t value);
void append(Bytes& bytes, Address address);
void append(Bytes& bytes, std::span<const std::uint8_t> more);

std::uint16_t read16(std::span<const std::uint8_t> bytes, std::size_t at);
std::uint32_t read32(std::span<const std::uint8_t> bytes, std::size_t at);
Address read_address(std::span<const std::uint8_t> bytes, std::size_t at, Family family);

}  // namespace sgc::verdicts
