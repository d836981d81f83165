// Short words for tests: an address from its text, a packet from its parts.
#pragma once

#include <string_view>

#include "compiler/ir/packet.h"
#include "compiler/net/parse_address.h"
#include "compiler/support/assert.h"

namespace sgc::verdicts {

inline Address address(std::string_view text) {
  const ParsedAddress parsed = parse_single_address(text);
  SGC_ASSERT(parsed.ok(), "a test writes an address that can be read");
  return {parsed.range.family, parsed.range.first};
}

// a and b as in ir::Packet: ports, or ICMP type and code.
inline ir::Packet packet(std::uint8_t protocol, std::string_view from, std::string_view to, std::uint16_t a = 0,
                         std::uint16_t b = 0) {
  const Address source = address(from);
  return {source.family, protocol, source.value, address(to).value, a, b};
}

}  // namespace sgc::verdicts
