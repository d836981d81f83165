// What must become of a frame, read off the language's page («On a host», «XDP») and the RFCs, byte by byte and without
// a look at the program: the reference for frames that are not what they should be. Connection tracking knows nothing
// here; what it changes is tested with real connections.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::xdp_lab {

// How a frame can end, in the program's order of counting; those by the list are counted by its rules alone.
enum class End : std::uint8_t {
  PassedNotIp,
  PassedLaterFragment,
  PassedBaseline,
  PassedEstablished,
  PassedRelated,
  PassedEchoReply,
  DroppedTooShort,
  DroppedBadHeader,
  DroppedTooManyHeaders,
  PassedByList,
  DroppedByList,
};
constexpr std::size_t kEnds = 11;
constexpr std::size_t kCountedEnds = 9;

std::string_view to_string(End end);
constexpr bool passes(End end) { return end < End::DroppedTooShort || end == End::PassedByList; }

// What of `target xdp` changes what frames mean.
struct Ways {
  bool tracked = true;
  bool baseline = true;
};

struct Judgement {
  End end = End::DroppedByList;
  std::optional<std::size_t> rule;  // where one decided; the default comes after the last

  bool operator==(const Judgement&) const = default;
};

// Before: `frame` has an Ethernet header.
Judgement judge(const ir::Policy& policy, const ir::RuleList& list, std::span<const std::uint8_t> frame,
                const Ways& ways = {});

// The bytes in hexadecimal, for a message.
std::string to_hex(std::span<const std::uint8_t> frame);

}  // namespace sgc::xdp_lab
