#include "targets/xdp/host_lines.h"

#include <algorithm>
#include <bit>

#include "targets/xdp/c_array.h"

namespace sgc::targets::xdp {
namespace {

constexpr unsigned kIPv4Bits = 32;

using Numbers = std::vector<std::uint32_t>;

// The numbers of a line; nothing where they are too many.
std::optional<Numbers> fitted(HostRanges places) {
  Numbers bounds;
  Numbers hosts;
  for (const auto [first, last] : places) {
    if (last - first < 2) {
      for (std::uint32_t host = first; host <= last; ++host) hosts.push_back(host);
    } else {
      bounds.insert(bounds.end(), {first, last + 1});
    }
  }
  for (; hosts.size() > kLineHosts; hosts.pop_back()) bounds.insert(bounds.end(), {hosts.back(), hosts.back() + 1});
  std::erase(bounds, kNoPlace);
  if (bounds.size() > kLineBounds) return std::nullopt;
  Numbers line(kLineNumbers, kNoPlace);
  std::copy(bounds.begin(), bounds.end(), line.begin());
  std::copy(hosts.begin(), hosts.end(), line.begin() + kLineBounds);
  return line;
}

Numbers spilled(HostLines& list, HostRanges places) {
  const auto [before, size] = append_entries(list.entries, places);
  list.search_steps = std::max(list.search_steps, static_cast<unsigned>(std::bit_width(size)));
  Numbers line{kSpilled, before & UINT16_MAX, before >> 16U, size};
  line.resize(kLineNumbers, 0);
  return line;
}

std::span<const std::uint32_t> line_at(const HostLines& list, std::size_t line) {
  return std::span(list.lines).subspan(line * kLineNumbers, kLineNumbers);
}

// Not in order, and not apart where the line does not say them so.
HostPlaces places_at(const HostLines& list, std::span<const std::uint32_t> line) {
  if (line.front() == kSpilled) return places_of(list.entries, spilled_part(line));
  HostPlaces places;
  Numbers bounds(line.begin(), line.begin() + kLineBounds);
  std::sort(bounds.begin(), bounds.end());
  for (std::size_t i = 0; i < kLineBounds; i += 2) {
    if (bounds[i] != bounds[i + 1]) places.push_back({bounds[i], bounds[i + 1] - 1});
  }
  for (const std::uint32_t host : line.subspan(kLineBounds)) {
    if (host <= kLastPlace) places.push_back({host, host});
  }
  return places;
}

// Enough that few blocks that hold something are next to a random address; but no more than half of a second-level cache.
unsigned block_bits_for(std::size_t entries) {
  constexpr unsigned kBlocksAnEntry = 4;  // as a power of two
  return std::clamp(static_cast<unsigned>(std::bit_width(entries)) + kBlocksAnEntry, kLeastBlockBits, kMostBlockBits);
}

bool is_in_block(std::span<const std::uint32_t> blocks, unsigned block_bits, std::uint32_t address) {
  const std::uint32_t block = address >> (kIPv4Bits - block_bits);
  return (blocks[block >> kBlockWordBits] >> (block % (1U << kBlockWordBits)) & 1U) != 0;
}

}  // namespace

std::optional<HostLines> make_host_lines(HostRanges ranges) {
  constexpr std::size_t kLinesPay = 400'000;
  constexpr std::size_t kMostSpilled = 2;  // as a part of all
  const std::size_t entries = entries_for(ranges);
  if (entries < kLinesPay) return std::nullopt;

  HostLines list;
  list.entries.push_back(0);
  list.lines.reserve(kLineNumbers << kHostPartBits);
  HostParts parts(ranges);
  for (std::uint32_t line = 0; line >> kHostPartBits == 0; ++line) {
    const HostPlaces places = parts.next();
    std::optional<Numbers> numbers = fitted(places);
    if (!numbers) numbers = spilled(list, places);
    list.lines.insert(list.lines.end(), numbers->begin(), numbers->end());
  }
  if (list.entries.size() > entries / kMostSpilled || sections_of(Width::Half, list.entries.size()) > 1) return std::nullopt;

  list.block_bits = block_bits_for(entries);
  list.blocks = blocks_of(ranges, list.block_bits);
  return list;
}

bool is_listed(const HostLines& list, std::uint32_t address) {
  if (!is_in_block(list.blocks, list.block_bits, address)) return false;
  const std::uint32_t place = address & kLastPlace;
  const HostPlaces places = places_at(list, line_at(list, address >> kHostPlaceBits));
  return std::any_of(places.begin(), places.end(), [&](const HostRange& range) { return range.first <= place && place <= range.last; });
}

std::vector<HostRange> ranges_of(const HostLines& list) {
  std::vector<HostRange> ranges;
  for (std::uint32_t line = 0; line >> kHostPartBits == 0; ++line) {
    HostPlaces places = places_at(list, line_at(list, line));
    std::sort(places.begin(), places.end(), [](const HostRange& a, const HostRange& b) { return a.first < b.first; });
    append_part(ranges, line, places);
  }
  return ranges;
}

SpilledPart spilled_part(std::span<const std::uint32_t> line) { return {line[1] | line[2] << 16U, line[3]}; }

std::vector<std::uint32_t> blocks_of(HostRanges ranges, unsigned block_bits) {
  std::vector<std::uint32_t> words(std::size_t{1} << (block_bits - kBlockWordBits));
  const unsigned below = kIPv4Bits - block_bits;
  for (const HostRange& range : ranges) {
    for (std::uint32_t block = range.first >> below; block <= range.last >> below; ++block) {
      words[block >> kBlockWordBits] |= 1U << (block % (1U << kBlockWordBits));
    }
  }
  return words;
}

}  // namespace sgc::targets::xdp
