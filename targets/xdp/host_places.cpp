#include "targets/xdp/host_places.h"

#include <algorithm>

namespace sgc::targets::xdp {

std::size_t entries_for(HostRanges ranges) {
  const auto hosts = std::count_if(ranges.begin(), ranges.end(), [](const HostRange& range) { return range.first == range.last; });
  return 2 * ranges.size() - static_cast<std::size_t>(hosts);
}

HostPlaces HostParts::next() {
  const std::uint32_t base = part_++ << kHostPlaceBits;
  const std::uint32_t last = base | kLastPlace;
  HostPlaces places;
  for (; !rest_.empty() && rest_.front().first <= last; rest_ = rest_.subspan(1)) {
    const HostRange& range = rest_.front();
    places.push_back({std::max(range.first, base) - base, std::min(range.last, last) - base});
    if (range.last > last) break;
  }
  return places;
}

SpilledPart append_entries(std::vector<std::uint32_t>& entries, HostRanges places) {
  const auto before = static_cast<std::uint32_t>(entries.size() - 1);
  for (const auto [first, last] : places) {
    if (first != last) entries.push_back(first | kGoesOn);
    entries.push_back(last);
  }
  return {before, static_cast<std::uint32_t>(entries.size() - 1) - before};
}

HostPlaces places_of(std::span<const std::uint32_t> entries, SpilledPart part) {
  HostPlaces places;
  bool goes_on = false;
  for (const std::uint32_t entry : entries.subspan(part.before + std::size_t{1}, part.size)) {
    const std::uint32_t place = entry & kLastPlace;
    if (!goes_on) places.push_back({place, place});
    places.back().last = place;
    goes_on = (entry & kGoesOn) != 0;
  }
  return places;
}

void append_part(std::vector<HostRange>& ranges, std::uint32_t part, HostRanges places) {
  const std::uint32_t base = part << kHostPlaceBits;
  for (const auto [first, last] : places) {
    const bool goes_on = !ranges.empty() && std::uint64_t{ranges.back().last} + 1 >= (base | first);
    if (!goes_on) ranges.push_back({base | first, base | last});
    ranges.back().last = std::max(ranges.back().last, base | last);
  }
}

}  // namespace sgc::targets::xdp
