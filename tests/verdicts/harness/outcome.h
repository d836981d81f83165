// What became of a packet.
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/ir/packet.h"
#include "compiler/ir/rule.h"

namespace sgc::verdicts {

enum class Outcome : std::uint8_t {
  Accepted,  // went through the whole list
  Dropped,   // reached the list, and nothing came of it
  Rejected,  // reached the list, and was answered with a reset or an ICMP error
  NotShown,  // the stack dropped it on its own before any rule list could see it
};

std::string_view to_string(Outcome outcome);

// Whether a host answers this packet when it rejects it. RFC 1122 (3.2.2) and RFC 4443 (2.4 e) forbid an ICMP error
// about an ICMP error, and an answer to or about an address that stands for no single host; the kernel obeys.
bool can_be_refused_aloud(const ir::Packet& packet);

}  // namespace sgc::verdicts
