// The peer's end of a link: raw frames go in here, and `send` returns when the host has dealt with every one of them,
// so that whatever it thought of them is known by then.
#pragma once

#include <cstdint>
#include <span>

#include "tests/verdicts/harness/descriptor.h"
#include "tests/verdicts/harness/packet_builder.h"
#include "tests/verdicts/harness/topology.h"

namespace sgc::verdicts {

// More frames than this at once could overflow the queue of a receiving device.
constexpr std::size_t kMostInFlight = 128;

class Wire {
 public:
  Wire(const Topology& topology, const Link& link);

  // Sends these frames, at most kMostInFlight, in order. Throws HarnessError when the host does not get to their end.
  // What ends them is a frame that is not IP, so an XDP program has to let such frames pass.
  void send(std::span<const Bytes> frames);

 private:
  void wait_for(std::uint64_t fence);

  Link link_;
  Descriptor sending_;
  Descriptor receiving_;  // on the host's end: sees the fences come out
  std::uint64_t fences_ = 0;
};

}  // namespace sgc::verdicts
