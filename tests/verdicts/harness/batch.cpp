#include "tests/verdicts/harness/batch.h"

#include <algorithm>

#include "compiler/net/protocol.h"
#include "compiler/support/assert.h"

namespace sgc::verdicts {
namespace {

constexpr u128 kNeighbour = 0xC612FFFD;  // 198.18.255.253 and .254: the network for benchmarks of RFC 2544
constexpr u128 kHost = 0xC612FFFE;
constexpr std::uint16_t kDiscardPort = 9;
const ir::Packet kControl{Family::V4, protocol::kUdp, kNeighbour, kHost, kDiscardPort, kDiscardPort};

bool is_about(const Sighting& sighting, const ir::Packet& packet) {
  return sighting.source == packet.source_address() && sighting.destination == packet.destination_address();
}

}  // namespace

Batch::Batch(std::span<const ir::Packet> packets, std::span<Outcome> outcomes) : packets_(packets), outcomes_(outcomes) {
  SGC_ASSERT(packets.size() <= kBatch && packets.size() == outcomes.size(), "a batch has a number for each packet");
  std::fill(outcomes.begin(), outcomes.end(), Outcome::NotShown);
}

const ir::Packet& Batch::control() { return kControl; }

Outcome* Batch::find(std::span<const std::uint8_t> packet, bool refusal) {
  const auto sighting = recognise(packet);
  if (!sighting || sighting->refusal != refusal) return nullptr;
  if (sighting->number == control_number() && is_about(*sighting, kControl)) control_seen_ = true;
  if (sighting->number == 0 || sighting->number > packets_.size()) return nullptr;

  const std::size_t at = sighting->number - 1;
  return is_about(*sighting, packets_[at]) ? &outcomes_[at] : nullptr;
}

void Batch::was_shown(std::span<const std::uint8_t> packet) {
  Outcome* const outcome = find(packet, false);
  if (outcome != nullptr && *outcome == Outcome::NotShown) *outcome = Outcome::Dropped;
}

void Batch::was_let_through(std::span<const std::uint8_t> packet) {
  Outcome* const outcome = find(packet, false);
  if (outcome != nullptr) *outcome = Outcome::Accepted;
}

void Batch::was_answered(std::span<const std::uint8_t> packet) {
  Outcome* const outcome = find(packet, true);
  if (outcome != nullptr && *outcome == Outcome::Dropped) *outcome = Outcome::Rejected;
}

}  // namespace sgc::verdicts
