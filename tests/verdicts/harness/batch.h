// Numbered packets that are under way together, and what is known of each so far.
#pragma once

#include <span>

#include "compiler/ir/packet.h"
#include "tests/verdicts/harness/outcome.h"
#include "tests/verdicts/harness/packet_builder.h"
#include "tests/verdicts/harness/probe.h"

namespace sgc::verdicts {

// The most packets of one batch: one number is left for the control.
constexpr std::size_t kBatch = kLastProbe - 1;

class Batch {
 public:
  // Packet i has the number i + 1. The outcomes, one for each packet, start as "not shown" and are filled in.
  Batch(std::span<const ir::Packet> packets, std::span<Outcome> outcomes);

  // A packet that goes last. Whatever the lists say of it, they are shown it; if not, the harness is not looking.
  static const ir::Packet& control();
  ProbeNumber control_number() const { return static_cast<ProbeNumber>(packets_.size() + 1); }
  bool control_seen() const { return control_seen_; }

  // A packet, from its IP header on, that was shown to the list of this direction; that the list let through; that
  // the host sent in answer and its own outbound list let out. Packets that are none of the batch are passed over.
  void was_shown(std::span<const std::uint8_t> packet);
  void was_let_through(std::span<const std::uint8_t> packet);
  void was_answered(std::span<const std::uint8_t> packet);

 private:
  // The outcome of the packet that this is, or null.
  Outcome* find(std::span<const std::uint8_t> packet, bool refusal);

  std::span<const ir::Packet> packets_;
  std::span<Outcome> outcomes_;
  bool control_seen_ = false;
};

}  // namespace sgc::verdicts
