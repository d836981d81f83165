#include "tests/xdp_lab/frame_meaning.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/ir/evaluate.h"
#include "tests/verdicts/harness/baseline.h"
#include "tests/verdicts/harness/packet_builder.h"

namespace sgc::xdp_lab {
namespace {

using verdicts::read16;
using verdicts::read_address;
using BytesView = std::span<const std::uint8_t>;

constexpr std::size_t kMostTags = 8;
constexpr std::size_t kMostExtensions = 8;

// A frame as far as it is read: how it ends whatever the list says, or the packet that the list is asked about. Where
// both are there, rules that stand before established traffic are asked first.
struct Reading {
  std::optional<End> end;
  std::optional<ir::Packet> packet;
};

Reading ends(End end) { return {end, std::nullopt}; }

// What follows the IP headers of an unfragmented packet or a first fragment.
struct Carried {
  BytesView bytes;
  bool more_fragments = false;
  std::uint8_t hop_limit = 0;
};

Reading read_tcp(ir::Packet packet, const Carried& transport, const Ways& ways) {
  constexpr std::size_t kLeast = 20;
  constexpr std::uint8_t kSyn = 0x02;
  constexpr std::uint8_t kAck = 0x10;
  const BytesView bytes = transport.bytes;
  if (bytes.size() < kLeast) return ends(End::DroppedTooShort);
  const std::size_t header = bytes[12] / 16 * std::size_t{4};
  if (header < kLeast) return ends(End::DroppedBadHeader);
  if (!transport.more_fragments && header > bytes.size()) return ends(End::DroppedTooShort);

  packet.a = read16(bytes, 0);
  packet.b = read16(bytes, 2);
  const bool opens = (bytes[13] & (kSyn | kAck)) == kSyn;
  if (!ways.tracked && !opens) return {End::PassedEstablished, packet};
  return {std::nullopt, packet};
}

Reading read_udp(ir::Packet packet, const Carried& transport, const Ways& ways) {
  constexpr std::size_t kHeader = 8;
  const BytesView bytes = transport.bytes;
  if (bytes.size() < kHeader) return ends(End::DroppedTooShort);
  const std::size_t length = read16(bytes, 4);
  const bool to_the_end = length == 0 && packet.family == Family::V6;  // RFC 2675 section 4
  if (length < kHeader && !to_the_end) return ends(End::DroppedBadHeader);
  if (!transport.more_fragments && length > bytes.size()) return ends(End::DroppedTooShort);

  packet.a = read16(bytes, 0);
  packet.b = read16(bytes, 2);
  const bool in_baseline = ways.baseline && verdicts::in_baseline(ir::Direction::Inbound, packet, transport.hop_limit);
  return in_baseline ? ends(End::PassedBaseline) : Reading{std::nullopt, packet};
}

Reading read_sctp(ir::Packet packet, const Carried& transport) {
  constexpr std::size_t kHeader = 12;
  if (transport.bytes.size() < kHeader) return ends(End::DroppedTooShort);
  packet.a = read16(transport.bytes, 0);
  packet.b = read16(transport.bytes, 2);
  return {std::nullopt, packet};
}

bool is_error(const ir::Packet& packet) {
  constexpr std::array<std::uint16_t, 5> kErrorsV4{3, 4, 5, 11, 12};
  if (packet.family == Family::V6) return packet.a >= 1 && packet.a <= 4;
  return std::ranges::find(kErrorsV4, packet.a) != kErrorsV4.end();
}

Reading read_icmp(ir::Packet packet, const Carried& transport, const Ways& ways) {
  constexpr std::size_t kHeader = 8;
  constexpr std::uint16_t kEchoReplyV4 = 0;
  constexpr std::uint16_t kEchoReplyV6 = 129;
  if (transport.bytes.size() < kHeader) return ends(End::DroppedTooShort);
  packet.a = transport.bytes[0];
  packet.b = transport.bytes[1];
  if (ways.baseline && verdicts::in_baseline(ir::Direction::Inbound, packet, transport.hop_limit)) {
    return ends(End::PassedBaseline);
  }
  if (packet.a == (packet.family == Family::V4 ? kEchoReplyV4 : kEchoReplyV6)) return {End::PassedEchoReply, packet};
  if (!ways.tracked && is_error(packet)) return {End::PassedRelated, packet};
  return {std::nullopt, packet};
}

Reading read_transport(const ir::Packet& packet, const Carried& transport, const Ways& ways) {
  if (packet.protocol == protocol::kTcp) return read_tcp(packet, transport, ways);
  if (packet.protocol == protocol::kUdp) return read_udp(packet, transport, ways);
  if (packet.protocol == protocol::kSctp) return read_sctp(packet, transport);
  if (detail_of(packet.family, packet.protocol) == Detail::Icmp) return read_icmp(packet, transport, ways);
  if (ways.baseline && verdicts::in_baseline(ir::Direction::Inbound, packet, transport.hop_limit)) {
    return ends(End::PassedBaseline);
  }
  return {std::nullopt, packet};
}

Reading read_ipv4(BytesView bytes, const Ways& ways) {
  constexpr std::size_t kLeast = 20;
  constexpr std::uint16_t kPlace = 0x1FFF;
  constexpr std::uint16_t kMore = 0x2000;
  if (bytes.size() < kLeast) return ends(End::DroppedTooShort);
  const std::size_t header = bytes[0] % 16 * std::size_t{4};
  const std::size_t total = read16(bytes, 2);
  if (bytes[0] / 16 != 4 || header < kLeast || total < header) return ends(End::DroppedBadHeader);
  if (total > bytes.size()) return ends(End::DroppedTooShort);

  const std::uint16_t fragment = read16(bytes, 6);
  if ((fragment & kPlace) != 0) return ends(End::PassedLaterFragment);
  ir::Packet packet{Family::V4, bytes[9], read_address(bytes, 12, Family::V4).value,
                    read_address(bytes, 16, Family::V4).value, 0, 0};
  return read_transport(packet, {bytes.subspan(header, total - header), (fragment & kMore) != 0, bytes[8]}, ways);
}

bool is_extension(std::uint8_t number) {
  constexpr std::array<std::uint8_t, 5> kExtensions{0, 43, 44, 51, 60};
  return std::ranges::find(kExtensions, number) != kExtensions.end();
}

Reading read_ipv6(BytesView bytes, const Ways& ways) {
  constexpr std::size_t kHeader = 40;
  constexpr std::uint8_t kFragment = 44;
  constexpr std::uint8_t kAuthentication = 51;
  constexpr std::size_t kLeastExtension = 8;
  if (bytes.size() < kHeader) return ends(End::DroppedTooShort);
  const std::size_t length = read16(bytes, 4);
  std::uint8_t next = bytes[6];
  if (bytes[0] / 16 != 6 || (length == 0 && next == 0)) return ends(End::DroppedBadHeader);
  if (kHeader + length > bytes.size()) return ends(End::DroppedTooShort);

  BytesView rest = bytes.subspan(kHeader, length);
  bool more_fragments = false;
  for (std::size_t extensions = 0; is_extension(next); ++extensions) {
    if (extensions == kMostExtensions) return ends(End::DroppedTooManyHeaders);
    if (rest.size() < kLeastExtension) return ends(End::DroppedTooShort);
    std::size_t size = (rest[1] + std::size_t{1}) * 8;
    if (next == kAuthentication) size = (rest[1] + std::size_t{2}) * 4;
    if (next == kFragment) size = kLeastExtension;
    if (size > rest.size()) return ends(End::DroppedTooShort);
    if (next == kFragment && read16(rest, 2) / 8 != 0) return ends(End::PassedLaterFragment);
    if (next == kFragment && rest[3] % 2 != 0) more_fragments = true;
    next = rest[0];
    rest = rest.subspan(size);
  }
  ir::Packet packet{Family::V6, next, read_address(bytes, 8, Family::V6).value,
                    read_address(bytes, 24, Family::V6).value, 0, 0};
  return read_transport(packet, {rest, more_fragments, bytes[7]}, ways);
}

bool is_tag(std::uint16_t ethertype) { return ethertype == 0x8100 || ethertype == 0x88A8; }

Reading read_frame(BytesView frame, const Ways& ways) {
  constexpr std::size_t kEthertype = 12;
  constexpr std::size_t kTag = 4;
  std::uint16_t type = read16(frame, kEthertype);
  BytesView rest = frame.subspan(kEthertype + 2);
  for (std::size_t tags = 0; is_tag(type); ++tags) {
    if (tags == kMostTags) return ends(End::DroppedTooManyHeaders);
    if (rest.size() < kTag) return ends(End::DroppedTooShort);
    type = read16(rest, 2);
    rest = rest.subspan(kTag);
  }
  if (type == verdicts::ethertype::kIpv4) return read_ipv4(rest, ways);
  if (type == verdicts::ethertype::kIpv6) return read_ipv6(rest, ways);
  return ends(End::PassedNotIp);
}

Judgement by_rule(ir::Verdict verdict, std::size_t rule) {
  return {verdict == ir::Verdict::Allow ? End::PassedByList : End::DroppedByList, rule};
}

}  // namespace

std::string_view to_string(End end) {
  constexpr std::array<std::string_view, kEnds> kNames{
      "passed, not IP",  "passed, a later fragment", "passed by the baseline", "passed, established",
      "passed, related", "passed, an echo reply",    "dropped, too short",     "dropped, a bad header",
      "dropped, too many headers", "passed by the list", "dropped by the list"};
  return kNames[static_cast<std::size_t>(end)];
}

Judgement judge(const ir::Policy& policy, const ir::RuleList& list, BytesView frame, const Ways& ways) {
  const Reading reading = read_frame(frame, ways);
  if (!reading.packet) return {*reading.end, std::nullopt};
  if (!reading.end) {
    const ir::Decision decision = ir::evaluate(policy, list, *reading.packet);
    return by_rule(decision.verdict, decision.rule.value_or(list.rules.size()));
  }
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    if (list.rules[rule].before_established && ir::matches(policy, list.rules[rule], *reading.packet)) {
      return by_rule(list.rules[rule].verdict, rule);
    }
  }
  return {*reading.end, std::nullopt};
}

std::string to_hex(BytesView frame) {
  std::string text;
  for (const std::uint8_t byte : frame) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace sgc::xdp_lab
