// A probe is a packet with a number on it, so that thousands can be under way at once and each be recognised where it
// is let through, or by the answer that refuses it. The number stands where no rule of the language looks: in the
// IPv4 identification or the IPv6 flow label, and again in the transport.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "compiler/ir/packet.h"
#include "tests/verdicts/harness/packet_builder.h"

namespace sgc::verdicts {

// 1 to kLastProbe: IPv4 identification 0 would be replaced by the kernel.
using ProbeNumber = std::uint32_t;
constexpr ProbeNumber kLastProbe = 65535;

// The bytes, from the IP header on, of a packet that opens a connection, or stands alone, and is what `packet` says.
Bytes probe(const ir::Packet& packet, ProbeNumber number, std::uint8_t hop_limit = kUsualHopLimit);

// A packet that was seen somewhere, read back.
struct Sighting {
  bool refusal = false;     // it is a reset or an ICMP error that answers the probe; else the probe itself
  ProbeNumber number = 0;
  Address source;           // of the probe
  Address destination;
};

// What the bytes from an IP header on say about a probe; nothing when they can be none.
std::optional<Sighting> recognise(std::span<const std::uint8_t> packet);

}  // namespace sgc::verdicts
