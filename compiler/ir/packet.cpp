#include "compiler/ir/packet.h"

#include <fmt/format.h>

#include <utility>

namespace sgc::ir {
namespace {

constexpr std::uint16_t kEchoReplyV4 = 0;
constexpr std::uint16_t kEchoRequestV4 = 8;
constexpr std::uint16_t kEchoRequestV6 = 128;
constexpr std::uint16_t kEchoReplyV6 = 129;

std::string with_port(Address address, std::uint16_t port) {
  const char* const form = address.family == Family::V4 ? "{}:{}" : "[{}]:{}";
  return fmt::format(fmt::runtime(form), to_string(address), port);
}

}  // namespace

std::string to_string(const Packet& packet) {
  const std::string word = protocol_text(packet.protocol);
  switch (detail_of(packet.family, packet.protocol)) {
    case Detail::Ports:
      return fmt::format("{} {} -> {}", word, with_port(packet.source_address(), packet.a),
                         with_port(packet.destination_address(), packet.b));
    case Detail::Icmp:
      return fmt::format("{}:{}/{} {} -> {}", word, packet.a, packet.b, to_string(packet.source_address()),
                         to_string(packet.destination_address()));
    case Detail::None:
      return fmt::format("{} {} -> {}", word, to_string(packet.source_address()),
                         to_string(packet.destination_address()));
  }
  return {};
}

Packet reply_to(const Packet& packet) {
  Packet reply = packet;
  std::swap(reply.source, reply.destination);
  switch (detail_of(packet.family, packet.protocol)) {
    case Detail::Ports: std::swap(reply.a, reply.b); break;
    case Detail::Icmp:
      if (packet.family == Family::V4 && packet.a == kEchoRequestV4) reply.a = kEchoReplyV4;
      if (packet.family == Family::V6 && packet.a == kEchoRequestV6) reply.a = kEchoReplyV6;
      break;
    case Detail::None: break;
  }
  return reply;
}

}  // namespace sgc::ir
