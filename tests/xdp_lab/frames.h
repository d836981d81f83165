// Frames for programs to judge: packets in every wrapping that the language speaks of, and damaged ones. From a seed,
// so that a frame that was judged wrongly can be had again.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/packet.h"
#include "tests/verdicts/harness/dice.h"
#include "tests/verdicts/harness/packet_builder.h"

namespace sgc::xdp_lab {

using verdicts::Bytes;
using verdicts::Dice;

// The frame of a packet that opens a connection, or stands alone.
Bytes plain_frame(const ir::Packet& packet);

// The packet behind tags, options, extension headers or cut into a fragment, as a stack would still take it; TCP with
// any flags.
Bytes wrapped_frame(Dice& dice, const ir::Packet& packet);

// Cut off, bits turned, lengths changed, bytes put in or taken out; at least an Ethernet header is left.
void damage(Dice& dice, Bytes& frame);

struct NamedFrame {
  std::string name;
  Bytes bytes;
};

// One of each kind that can be wrong or unusual in Ethernet, VLAN, IPv4, IPv6 and transports, sound ones next to them.
// The packets inside are from 192.0.2.1 to 10.0.0.1, or from 2001:db8::1 to 2001:db8:1::1.
std::vector<NamedFrame> odd_frames();

}  // namespace sgc::xdp_lab
