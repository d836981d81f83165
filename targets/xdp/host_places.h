// What is listed of a long list of IPv4 hosts, cut into parts of 2^15 addresses: the data path finds the part of an address
// by its upper bits, and what is listed there by its place, the lower 15 (host_list.h, host_lines.h).
//
// What no form of a part has room for stands in entries of 16 bits, which are searched. An entry is a listed place and, in the
// top bit, whether the places after it are listed too, up to the next entry's: a host is one entry, a range two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sgc::targets::xdp {

constexpr unsigned kHostPlaceBits = 15;
constexpr unsigned kHostPartBits = 17;  // of an address, that say which part is its own
constexpr std::uint32_t kGoesOn = std::uint32_t{1} << kHostPlaceBits;
constexpr std::uint32_t kLastPlace = kGoesOn - 1;

// Listed addresses without a gap, or places of one part; both ends included.
struct HostRange {
  std::uint32_t first;
  std::uint32_t last;

  bool operator==(const HostRange&) const = default;
};

using HostRanges = std::span<const HostRange>;
using HostPlaces = std::vector<HostRange>;

// An entry for each host and two for a range.
std::size_t entries_for(HostRanges ranges);

// What is listed in one part after the other, from address 0 on. Before: the ranges ascend, none next to another.
class HostParts {
 public:
  explicit HostParts(HostRanges ranges) : rest_(ranges) {}

  // Ascending, none next to another.
  HostPlaces next();

 private:
  HostRanges rest_;
  std::uint32_t part_ = 0;
};

// The entries of one part among those of all. The first of all is none: it stands for what comes before.
struct SpilledPart {
  std::uint32_t before = 0;  // the place before its entries
  std::uint32_t size = 0;
};

SpilledPart append_entries(std::vector<std::uint32_t>& entries, HostRanges places);

// Before: they are there, and the last does not go on.
HostPlaces places_of(std::span<const std::uint32_t> entries, SpilledPart part);

// Appends what is listed in a part to the ranges of those before it; what touches is one range. Before: the places ascend.
void append_part(std::vector<HostRange>& ranges, std::uint32_t part, HostRanges places);

}  // namespace sgc::targets::xdp
