#include "targets/xdp/host_lines.h"

#include <algorithm>
#include <bit>

#include "targets/xdp/c_array.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::uint32_t kLastPlace = kNoPlace - 1;

// What is listed of one line's addresses, by their lower bits.
using Places = std::vector<HostRange>;
using Numbers = std::vector<std::uint32_t>;

// The numbers of a line; nothing where they are too many.
std::optional<Numbers> fitted(const Places& places) {
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
  bounds.resize(kLineBounds, kNoPlace);
  hosts.resize(kLineHosts, kNoPlace);
  bounds.insert(bounds.end(), hosts.begin(), hosts.end());
  return bounds;
}

Numbers spilled(HostLines& list, const Places& places) {
  const auto before = static_cast<std::uint32_t>(list.entries.size() - 1);
  for (const auto [first, last] : places) {
    if (first != last) list.entries.push_back(first | kGoesOn);
    list.entries.push_back(last);
  }
  const auto size = static_cast<std::uint32_t>(list.entries.size() - 1) - before;
  list.search_steps = std::max(list.search_steps, static_cast<unsigned>(std::bit_width(size)));
  Numbers line{kSpilled, before & UINT16_MAX, before >> 16U, size};
  line.resize(kLineNumbers, 0);
  return line;
}

std::span<const std::uint32_t> line_at(const HostLines& list, std::size_t line) {
  return std::span(list.lines).subspan(line * kLineNumbers, kLineNumbers);
}

std::span<const std::uint32_t> entries_of(const HostLines& list, std::span<const std::uint32_t> line) {
  return std::span(list.entries).subspan((line[1] | line[2] << 16U) + std::size_t{1}, line[3]);
}

// Not in order, and not apart where the line does not say them so.
Places places_of(const HostLines& list, std::span<const std::uint32_t> line) {
  Places places;
  if (line.front() == kSpilled) {
    bool goes_on = false;
    for (const std::uint32_t entry : entries_of(list, line)) {
      const std::uint32_t place = entry & kLastPlace;
      if (!goes_on) places.push_back({place, place});
      places.back().last = place;
      goes_on = (entry & kGoesOn) != 0;
    }
    return places;
  }
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

// The parts of ranges that lie in one line after the other.
class Cutting {
 public:
  explicit Cutting(std::span<const HostRange> ranges) : rest_(ranges) {}

  Places next() {
    const std::uint32_t base = line_++ << kHostPlaceBits;
    const std::uint32_t last = base | kLastPlace;
    Places places;
    for (; !rest_.empty() && rest_.front().first <= last; rest_ = rest_.subspan(1)) {
      const HostRange& range = rest_.front();
      places.push_back({std::max(range.first, base) - base, std::min(range.last, last) - base});
      if (range.last > last) break;
    }
    return places;
  }

 private:
  std::span<const HostRange> rest_;
  std::uint32_t line_ = 0;
};

}  // namespace

std::optional<HostLines> make_host_lines(std::span<const HostRange> ranges) {
  constexpr std::size_t kLinesPay = 400'000;
  constexpr std::size_t kMostSpilled = 2;  // as a part of all
  const std::size_t entries = entries_for(ranges);
  if (entries < kLinesPay) return std::nullopt;

  HostLines list;
  list.entries.push_back(0);
  list.lines.reserve(kLineNumbers << kHostLineBits);
  Cutting parts(ranges);
  for (std::uint32_t line = 0; line >> kHostLineBits == 0; ++line) {
    const Places places = parts.next();
    const std::optional<Numbers> fit = fitted(places);
    const Numbers numbers = fit ? *fit : spilled(list, places);
    list.lines.insert(list.lines.end(), numbers.begin(), numbers.end());
  }
  if (list.entries.size() > entries / kMostSpilled || sections_of(Width::Half, list.entries.size()) > 1) return std::nullopt;

  list.block_bits = block_bits_for(entries);
  list.blocks = blocks_of(ranges, list.block_bits);
  return list;
}

bool is_listed(const HostLines& list, std::uint32_t address) {
  if (!is_in_block(list.blocks, list.block_bits, address)) return false;
  const std::uint32_t place = address & kLastPlace;
  const Places places = places_of(list, line_at(list, address >> kHostPlaceBits));
  return std::any_of(places.begin(), places.end(), [&](const HostRange& range) { return range.first <= place && place <= range.last; });
}

std::vector<HostRange> ranges_of(const HostLines& list) {
  std::vector<HostRange> ranges;
  for (std::uint32_t line = 0; line >> kHostLineBits == 0; ++line) {
    Places places = places_of(list, line_at(list, line));
    std::sort(places.begin(), places.end(), [](const HostRange& a, const HostRange& b) { return a.first < b.first; });
    const std::uint32_t base = line << kHostPlaceBits;
    for (const auto [first, last] : places) {
      const bool goes_on = !ranges.empty() && std::uint64_t{ranges.back().last} + 1 >= (base | first);
      if (!goes_on) ranges.push_back({base | first, base | last});
      ranges.back().last = std::max(ranges.back().last, base | last);
    }
  }
  return ranges;
}

}  // namespace sgc::targets::xdp
