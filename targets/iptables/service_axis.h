// Services as numbers, so that lines can be told apart by them: the protocol, then the destination port.
#pragma once

#include <vector>

#include "compiler/net/range_list.h"
#include "targets/iptables/axis.h"
#include "targets/iptables/model.h"

namespace sgc::iptables {

using ServicePrefix = PrefixOf<std::uint32_t>;

constexpr unsigned kPortBits = 16;

// All packets of a protocol.
constexpr ServicePrefix whole_protocol(std::uint8_t protocol) {
  return {static_cast<std::uint32_t>(protocol) << kPortBits, kBits<std::uint32_t> - kPortBits};
}

constexpr std::uint8_t protocol_of(ServicePrefix prefix) { return static_cast<std::uint8_t>(prefix.first >> kPortBits); }

// The numbers that a line with this test takes; null: every packet.
RangeList<std::uint32_t> service_numbers(const ServiceTest* test);

// Whether the numbers say all that the test asks.
bool told_by_numbers(const ServiceTest& test);

// What a line asks that sends these packets on. Before: the prefix is of one protocol.
ServiceTest test_for(ServicePrefix prefix);

}  // namespace sgc::iptables
