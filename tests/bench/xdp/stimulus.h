// Runs a program over a stream of packets and says what one packet takes.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/packet.h"
#include "tests/xdp_lab/compiler.h"
#include "tests/xdp_lab/loaded_program.h"

namespace sgc::bench {

constexpr std::size_t kMostHeaders = std::size_t{1} << 18U;

class Stimulus {
 public:
  explicit Stimulus(Family family, const xdp_lab::Scratch& scratch);

  // The packets that come round and round, all of this family; a power of two of them, at most kMostHeaders.
  void set_stream(std::span<const ir::Packet> packets);

  // Nanoseconds a packet, with everything that makes the packets.
  double nanoseconds(const xdp_lab::LoadedProgram& program, std::uint32_t packets) const;

 private:
  Family family_;
  xdp_lab::LoadedProgram filler_;
};

}  // namespace sgc::bench
