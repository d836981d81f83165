#include "tests/verdicts/harness/packet_builder.h"

#include "compiler/net/protocol.h"
#include "compiler/support/assert.h"
#include "tests/verdicts/harness/checksum.h"

namespace sgc::verdicts {
namespace {

constexpr std::size_t kHeaderV4 = 20;
constexpr std::size_t kHeaderV6 = 40;
constexpr std::size_t kExtensionUnit = 8;
constexpr std::size_t kAhUnit = 4;
constexpr std::uint16_t kWindow = 65535;

constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;

void store16(Bytes& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8U);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

// Where the checksum of a protocol stands in its header, or nowhere.
constexpr std::size_t kNoChecksum = SIZE_MAX;
std::size_t checksum_offset(std::uint8_t protocol) {
  switch (protocol) {
    case protocol::kTcp: return 16;
    case protocol::kUdp: return 6;
    case protocol::kIcmp:
    case protocol::kIcmp6: return 2;
    default: return kNoChecksum;
  }
}

void fill_in_sctp_checksum(Bytes& bytes) {
  constexpr std::size_t kOffset = 8;
  const std::uint32_t crc = crc32c(bytes);
  for (std::size_t i = 0; i < sizeof crc; ++i) bytes[kOffset + i] = static_cast<std::uint8_t>(crc >> (8 * i));
}

// The transport with its checksum. ICMP of the other family is just bytes there.
Bytes finished(const IpHeader& header, const Transport& transport) {
  Bytes bytes = transport.bytes;
  if (transport.protocol == protocol::kSctp) {
    fill_in_sctp_checksum(bytes);
    return bytes;
  }

  const std::size_t offset = checksum_offset(transport.protocol);
  const bool foreign_icmp = offset == 2 && detail_of(header.source.family, transport.protocol) != Detail::Icmp;
  if (offset == kNoChecksum || foreign_icmp || bytes.size() < offset + 2) return bytes;

  const bool covers_addresses = transport.protocol != protocol::kIcmp;
  const std::uint32_t initial =
      covers_addresses
          ? pseudo_header_sum(header.source, header.destination, transport.protocol, bytes.size())
          : 0;
  std::uint16_t sum = internet_checksum(bytes, initial);
  if (transport.protocol == protocol::kUdp && sum == 0) sum = 0xFFFF;  // RFC 768: 0 says that there is none
  store16(bytes, offset, sum);
  return bytes;
}

Bytes header_v4(const IpHeader& header, std::uint8_t protocol, std::size_t payload, std::uint16_t fragment_field) {
  SGC_ASSERT(header.options.size() % 4 == 0 && header.options.size() <= 40, "IPv4 options come in words, at most ten");
  const std::size_t length = kHeaderV4 + header.options.size();

  Bytes bytes{static_cast<std::uint8_t>(0x40U | (length / 4)), 0};
  append16(bytes, static_cast<std::uint16_t>(length + payload));
  append16(bytes, static_cast<std::uint16_t>(header.id));
  append16(bytes, fragment_field);
  bytes.push_back(header.hop_limit);
  bytes.push_back(protocol);
  append16(bytes, 0);
  append(bytes, header.source);
  append(bytes, header.destination);
  append(bytes, header.options);
  store16(bytes, 10, internet_checksum(bytes));
  return bytes;
}

// AH counts its length in words and less two; all others in units of eight bytes and less one.
Bytes extension_header(const ExtensionHeader& extension, std::uint8_t next) {
  const std::size_t unit = extension.number == protocol::kAh ? kAhUnit : kExtensionUnit;
  Bytes bytes{next, 0};
  append(bytes, extension.body);
  while (bytes.size() % kExtensionUnit != 0) bytes.push_back(0);

  const std::size_t less = extension.number == protocol::kAh ? 2 : 1;
  bytes[1] = static_cast<std::uint8_t>(bytes.size() / unit - less);
  return bytes;
}

Bytes header_v6(const IpHeader& header, std::uint8_t protocol, std::size_t payload) {
  Bytes extensions;
  for (std::size_t i = 0; i < header.extensions.size(); ++i) {
    const bool last = i + 1 == header.extensions.size();
    append(extensions, extension_header(header.extensions[i], last ? protocol : header.extensions[i + 1].number));
  }

  Bytes bytes;
  append32(bytes, 0x60000000U | (header.id & 0xFFFFFU));
  append16(bytes, static_cast<std::uint16_t>(extensions.size() + payload));
  bytes.push_back(header.extensions.empty() ? protocol : header.extensions.front().number);
  bytes.push_back(header.hop_limit);
  append(bytes, header.source);
  append(bytes, header.destination);
  append(bytes, extensions);
  return bytes;
}

std::vector<Bytes> fragments_v4(const Bytes& packet, std::size_t size) {
  constexpr std::uint16_t kMoreFragments = 0x2000;
  const std::size_t header_length = (packet[0] & 0x0FU) * 4U;

  std::vector<Bytes> fragments;
  for (std::size_t at = header_length; at < packet.size(); at += size) {
    const std::size_t carried = std::min(size, packet.size() - at);
    const bool more = at + carried < packet.size();
    const std::size_t unit = (at - header_length) / kExtensionUnit;

    Bytes fragment(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(header_length));
    store16(fragment, 2, static_cast<std::uint16_t>(header_length + carried));
    store16(fragment, 6, static_cast<std::uint16_t>(unit | (more ? kMoreFragments : 0U)));
    store16(fragment, 10, 0);
    store16(fragment, 10, internet_checksum(fragment));
    append(fragment, std::span(packet).subspan(at, carried));
    fragments.push_back(std::move(fragment));
  }
  return fragments;
}

std::vector<Bytes> fragments_v6(const Bytes& packet, std::size_t size) {
  std::size_t next_at = 6;  // where the number of the header after the unfragmentable part stands
  std::size_t begin = kHeaderV6;
  while (packet[next_at] == kHopByHop || packet[next_at] == kRouting) {
    next_at = begin;
    begin += (packet[begin + 1] + 1U) * kExtensionUnit;
  }

  std::vector<Bytes> fragments;
  for (std::size_t at = begin; at < packet.size(); at += size) {
    const std::size_t carried = std::min(size, packet.size() - at);
    const bool more = at + carried < packet.size();

    Bytes fragment(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(begin));
    fragment[next_at] = kFragment;
    store16(fragment, 4, static_cast<std::uint16_t>(begin - kHeaderV6 + kExtensionUnit + carried));
    fragment.push_back(packet[next_at]);
    fragment.push_back(0);
    append16(fragment, static_cast<std::uint16_t>((at - begin) | (more ? 1U : 0U)));
    append32(fragment, read32(packet, 0) & 0xFFFFFU);
    append(fragment, std::span(packet).subspan(at, carried));
    fragments.push_back(std::move(fragment));
  }
  return fragments;
}

}  // namespace

void append16(Bytes& bytes, std::uint16_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8U));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

void append32(Bytes& bytes, std::uint32_t value) {
  append16(bytes, static_cast<std::uint16_t>(value >> 16U));
  append16(bytes, static_cast<std::uint16_t>(value));
}

void append(Bytes& bytes, Address address) {
  for (unsigned bit = address_bits(address.family); bit > 0; bit -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(address.value >> (bit - 8)));
  }
}

void append(Bytes& bytes, std::span<const std::uint8_t> more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

std::uint16_t read16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

std::uint32_t read32(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint32_t>(read16(bytes, at)) << 16U | read16(bytes, at + 2);
}

Address read_address(std::span<const std::uint8_t> bytes, std::size_t at, Family family) {
  Address address{family, 0};
  for (std::size_t i = 0; i < address_bits(family) / 8; ++i) address.value = address.value << 8U | bytes[at + i];
  return address;
}

Transport tcp(const TcpHeader& header, std::span<const std::uint8_t> payload) {
  Transport transport{protocol::kTcp, {}};
  Bytes& bytes = transport.bytes;
  append16(bytes, header.source_port);
  append16(bytes, header.destination_port);
  append32(bytes, header.sequence);
  append32(bytes, header.acknowledgement);
  bytes.push_back(0x50);  // five words of header
  bytes.push_back(header.flags);
  append16(bytes, kWindow);
  append32(bytes, 0);  // checksum, urgent pointer
  append(bytes, payload);
  return transport;
}

Transport udp(std::uint16_t source_port, std::uint16_t destination_port, std::span<const std::uint8_t> payload) {
  constexpr std::size_t kUdpHeader = 8;
  Transport transport{protocol::kUdp, {}};
  append16(transport.bytes, source_port);
  append16(transport.bytes, destination_port);
  append16(transport.bytes, static_cast<std::uint16_t>(kUdpHeader + payload.size()));
  append16(transport.bytes, 0);
  append(transport.bytes, payload);
  return transport;
}

Transport sctp(std::uint16_t source_port, std::uint16_t destination_port, std::uint32_t initiate_tag) {
  Transport transport{protocol::kSctp, {}};
  Bytes& bytes = transport.bytes;
  append16(bytes, source_port);
  append16(bytes, destination_port);
  append32(bytes, 0);  // the verification tag of an INIT is 0
  append32(bytes, 0);  // checksum
  append32(bytes, 0x01000014);  // chunk INIT, no flags, 20 bytes
  append32(bytes, initiate_tag);
  append32(bytes, kWindow);
  append32(bytes, 0x00010001);  // one stream each way
  append32(bytes, initiate_tag);
  return transport;
}

Transport icmp(Family family, std::uint8_t type, std::uint8_t code, std::uint32_t rest,
               std::span<const std::uint8_t> payload) {
  Transport transport{family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6, {type, code, 0, 0}};
  append32(transport.bytes, rest);
  append(transport.bytes, payload);
  return transport;
}

Transport opaque(std::uint8_t protocol, std::span<const std::uint8_t> payload) {
  return {protocol, Bytes(payload.begin(), payload.end())};
}

Bytes ip_packet(const IpHeader& header, const Transport& transport) {
  const Bytes payload = finished(header, transport);
  Bytes packet = header.source.family == Family::V4 ? header_v4(header, transport.protocol, payload.size(), 0)
                                                    : header_v6(header, transport.protocol, payload.size());
  append(packet, payload);
  return packet;
}

std::uint32_t pseudo_header_sum(Address source, Address destination, std::uint8_t protocol, std::size_t length) {
  Bytes pseudo;
  append(pseudo, source);
  append(pseudo, destination);
  append32(pseudo, static_cast<std::uint32_t>(length));
  append32(pseudo, protocol);
  return partial_sum(pseudo);
}

std::vector<Bytes> fragments_of(const Bytes& packet, std::size_t size) {
  SGC_ASSERT(size > 0 && size % kExtensionUnit == 0, "fragments carry a multiple of eight bytes");
  return packet[0] >> 4U == 4 ? fragments_v4(packet, size) : fragments_v6(packet, size);
}

Bytes icmp_error_about(const Bytes& packet, Address from, Address to, std::uint8_t type, std::uint8_t code,
                       std::uint32_t id) {
  constexpr std::size_t kMostQuoted = 256;
  const auto quoted = std::span(packet).first(std::min(packet.size(), kMostQuoted));
  return ip_packet({from, to, id}, icmp(from.family, type, code, 0, quoted));
}

Bytes frame_to_host(const Link& link, std::uint16_t ethertype, std::span<const std::uint8_t> payload,
                    std::span<const VlanTag> tags) {
  Bytes frame;
  append(frame, link.host.mac);
  append(frame, link.peer.mac);
  for (const VlanTag& tag : tags) {
    append16(frame, tag.ethertype);
    append16(frame, tag.id);
  }
  append16(frame, ethertype);
  append(frame, payload);
  return frame;
}

Bytes frame_to_host(const Link& link, const Bytes& packet, std::span<const VlanTag> tags) {
  const bool v4 = !packet.empty() && packet[0] >> 4U == 4;
  return frame_to_host(link, v4 ? ethertype::kIpv4 : ethertype::kIpv6, packet, tags);
}

}  // namespace sgc::verdicts
