#include "targets/xdp/host_list.h"

#include <algorithm>
#include <bit>

#include "targets/xdp/c_array.h"

namespace sgc::targets::xdp {
namespace {

constexpr unsigned kEntryBits = 16;
constexpr std::uint32_t kEntryMask = 0xFFFF;
constexpr std::size_t kHalfEntries = kWordEntries / kWordHalves;

using WordEntries = std::array<std::uint32_t, kWordEntries>;

WordHalves joined(const WordEntries& entries) {
  return {entries[0] | entries[1] << kEntryBits, entries[2] | entries[3] << kEntryBits};
}

WordEntries parted(const WordHalves& word) {
  WordEntries entries{};
  for (std::size_t i = 0; i < kWordEntries; ++i) entries[i] = word[i / kHalfEntries] >> (i % kHalfEntries * kEntryBits) & kEntryMask;
  return entries;
}

WordHalves word_at(const HostList& list, std::uint32_t part) {
  return {list.words[part * kWordHalves], list.words[part * kWordHalves + 1]};
}

HostPlaces places_at(const HostList& list, std::uint32_t part) {
  const WordHalves word = word_at(list, part);
  return is_spilled(word) ? places_of(list.entries, spilled_part(word)) : places_of(word);
}

}  // namespace

std::optional<WordHalves> word_of(HostRanges places) {
  const std::size_t needed = entries_for(places);
  if (needed > kWordEntries) return std::nullopt;

  WordEntries entries{};
  std::size_t size = 0;
  bool one_more = needed % 2 != 0;  // what is left over is then the same entry twice
  for (const auto [first, last] : places) {
    if (first != last || one_more) entries[size++] = first | kGoesOn;
    if (first == last) one_more = false;
    entries[size++] = last;
  }
  return joined(entries);
}

HostPlaces places_of(const WordHalves& word) {
  const WordEntries entries = parted(word);
  HostPlaces places;
  for (std::size_t i = 0; i < kWordEntries; ++i) {
    const std::uint32_t place = entries[i] & kLastPlace;
    if (i + 1 < kWordEntries && entries[i] == entries[i + 1]) {
      ++i;
    } else if (i + 1 < kWordEntries && entries[i] != place) {
      places.push_back({place, entries[++i] & kLastPlace});
    } else {
      places.push_back({place, place});
    }
  }
  return places;
}

bool is_spilled(const WordHalves& word) { return (word[1] & kIsSpilled) != 0; }

SpilledPart spilled_part(const WordHalves& word) { return {word[0], word[1] & ~kIsSpilled}; }

std::optional<HostList> make_host_list(HostRanges ranges) {
  HostList list;
  list.entries.push_back(0);
  list.words.reserve(kWordHalves << kHostPartBits);
  HostParts parts(ranges);
  for (std::uint32_t part = 0; part >> kHostPartBits == 0; ++part) {
    const HostPlaces places = parts.next();
    std::optional<WordHalves> word = word_of(places);
    if (!word) {
      const SpilledPart spilled = append_entries(list.entries, places);
      list.search_steps = std::max(list.search_steps, static_cast<unsigned>(std::bit_width(spilled.size)));
      word = {spilled.before, spilled.size | kIsSpilled};
    }
    list.words.insert(list.words.end(), word->begin(), word->end());
  }
  if (sections_of(Width::Half, list.entries.size()) > 1) return std::nullopt;
  return list;
}

bool is_listed(const HostList& list, std::uint32_t address) {
  const std::uint32_t place = address & kLastPlace;
  const HostPlaces places = places_at(list, address >> kHostPlaceBits);
  return std::any_of(places.begin(), places.end(), [&](const HostRange& range) { return range.first <= place && place <= range.last; });
}

std::vector<HostRange> ranges_of(const HostList& list) {
  std::vector<HostRange> ranges;
  for (std::uint32_t part = 0; part >> kHostPartBits == 0; ++part) append_part(ranges, part, places_at(list, part));
  return ranges;
}

}  // namespace sgc::targets::xdp
