// The harness's own nftables table, which stands around whatever is loaded: its first chains log what is shown to the
// lists, its last ones what came through, and drop that on the judged link. Dropped there, a packet is never confirmed
// by connection tracking, so each judged packet is the first of its connection however many went before.
// No rule here uses connection tracking: a test that wants none gets none.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sgc::verdicts {

// Where a logged packet was seen; the number of its log group.
enum class Post : std::uint16_t {
  ShownInbound = 5001,
  PassedInbound = 5002,
  ShownOutbound = 5003,
  PassedOutbound = 5004,
};

std::span<const std::uint16_t> log_groups();

// For `nft -f`; `judged` is the host's end of the judged link. Loading it again replaces it.
std::string observers_table(const std::string& judged);

}  // namespace sgc::verdicts
