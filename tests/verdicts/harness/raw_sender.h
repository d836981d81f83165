// Sends whole IP packets from inside the host, with any source and destination, through its outbound hooks.
#pragma once

#include <span>

#include "tests/verdicts/harness/descriptor.h"
#include "tests/verdicts/harness/packet_builder.h"
#include "tests/verdicts/harness/topology.h"

namespace sgc::verdicts {

class RawSender {
 public:
  // Everything leaves by the host's end of this link, whatever its destination says.
  RawSender(const Topology& topology, const Link& link);

  // When it returns, the outbound hooks have dealt with the packet. The kernel writes the IPv4 length, checksum, and
  // a source or identification of 0. Returns false when the packet was refused before any hook could see it.
  bool send(std::span<const std::uint8_t> packet);

 private:
  Descriptor v4_;
  Descriptor v6_;
};

}  // namespace sgc::verdicts
