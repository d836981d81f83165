// Sockets for whole Ethernet frames.
#pragma once

#include <functional>
#include <span>

#include "tests/verdicts/harness/descriptor.h"
#include "tests/verdicts/harness/topology.h"

namespace sgc::verdicts {

constexpr std::uint16_t kSendOnly = 0;          // a socket that receives nothing
constexpr std::uint16_t kEveryEthertype = 0x3;  // ETH_P_ALL

// A socket on that device which receives frames of that type, or one of the two above.
Descriptor packet_socket(const NetNamespace& where, const Device& device, std::uint16_t ethertype);

// Hands over every frame that has come in up to now, without those that the device itself sent.
void drain_frames(const Descriptor& socket, const std::function<void(std::span<const std::uint8_t>)>& use);

}  // namespace sgc::verdicts
