#include "targets/xdp/host_list.h"

#include <algorithm>
#include <bit>

#include "targets/xdp/c_array.h"

namespace sgc::targets::xdp {
namespace {

constexpr unsigned kIPv4Bits = 32;
constexpr std::uint32_t kPlaceBits = kGoesOn - 1;

unsigned host_index_bits_for(std::size_t ranges) {
  constexpr std::size_t kFewAnIndex = 2;  // on average; up to eight are compared at once, and up to four are compared best
  unsigned bits = kLeastHostIndexBits;
  while (bits < kMostHostIndexBits && ranges >> bits >= kFewAnIndex) ++bits;
  return bits;
}

void add_entry(HostList& list, std::uint32_t address, bool goes_on) {
  list.entries.push_back((address & kPlaceBits) | (goes_on ? kGoesOn : 0U));
  ++list.index[(address >> (kIPv4Bits - list.index_bits)) + 1];
}

// From numbers of entries to the numbers below.
void finish_index(HostList& list) {
  std::uint32_t most = 0;
  for (std::size_t i = 1; i < list.index.size(); ++i) {
    most = std::max(most, list.index[i]);
    list.index[i] += list.index[i - 1];
  }
  list.search_steps = static_cast<unsigned>(std::bit_width(most));
}

// For the upper bits of a word of the index.
std::uint32_t said_of_size(std::uint32_t size) {
  constexpr std::uint32_t kAWord = 4;
  constexpr std::uint32_t kEntryBits = 16;
  constexpr std::uint32_t kWordBits = kAWord * kEntryBits;
  if (size == 0 || size > 2 * kAWord) return 2 * kWordBits;
  return size <= kAWord ? (kAWord - size) * kEntryBits : kWordBits + (2 * kAWord - size) * kEntryBits;
}

}  // namespace

std::vector<std::uint32_t> index_words(const HostList& list) {
  std::vector<std::uint32_t> words = list.index;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    words[i] |= said_of_size(list.index[i + 1] - list.index[i]) << kIndexPlaceBits;
  }
  return words;
}

std::vector<std::uint32_t> index_of(std::span<const std::uint32_t> words) {
  std::vector<std::uint32_t> index(words.begin(), words.end());
  for (std::uint32_t& word : index) word &= (1U << kIndexPlaceBits) - 1;
  return index;
}

std::size_t entries_for(std::span<const HostRange> ranges) {
  const auto hosts = std::count_if(ranges.begin(), ranges.end(), [](const HostRange& range) { return range.first == range.last; });
  return 2 * ranges.size() - static_cast<std::size_t>(hosts);
}

std::optional<HostList> make_host_list(std::span<const HostRange> ranges) {
  HostList list;
  list.index_bits = host_index_bits_for(ranges.size());
  list.index.assign((std::size_t{1} << list.index_bits) + 1, 0);
  list.entries.push_back(0);
  for (const HostRange& range : ranges) {
    const bool is_host = range.first == range.last;
    add_entry(list, range.first, !is_host);
    if (!is_host) add_entry(list, range.last, false);
  }
  if (sections_of(Width::Half, list.entries.size()) > 1) return std::nullopt;

  finish_index(list);
  list.block_bits = block_bits_for(list.entries.size());
  list.blocks = blocks_of(ranges, list.block_bits);
  return list;
}

bool is_listed(const HostList& list, std::uint32_t address) {
  if (!is_in_block(list.blocks, list.block_bits, address)) return false;

  const std::uint32_t upper = address >> (kIPv4Bits - list.index_bits);
  const std::uint32_t place = address & kPlaceBits;
  const auto begin = list.entries.begin() + list.index[upper] + 1;
  const auto after = std::upper_bound(begin, list.entries.begin() + list.index[upper + 1] + 1, place,
                                      [](std::uint32_t value, std::uint32_t entry) { return value < (entry & kPlaceBits); });
  const std::uint32_t found = *(after - 1);
  return (found & kGoesOn) != 0 || (after != begin && found == place);
}

std::vector<HostRange> ranges_of(const HostList& list) {
  std::vector<HostRange> ranges;
  bool goes_on = false;
  std::uint32_t upper = 0;
  for (std::size_t i = 1; i < list.entries.size(); ++i) {
    while (list.index[upper + 1] < i) ++upper;
    const std::uint32_t address = upper << (kIPv4Bits - list.index_bits) | (list.entries[i] & kPlaceBits);
    if (!goes_on) ranges.push_back({address, address});
    ranges.back().last = address;
    goes_on = (list.entries[i] & kGoesOn) != 0;
  }
  return ranges;
}

// Enough that few blocks that hold something are next to a random address; but no more than half of a second-level cache.
unsigned block_bits_for(std::size_t entries) {
  constexpr unsigned kBlocksAnEntry = 4;  // as a power of two
  return std::clamp(static_cast<unsigned>(std::bit_width(entries)) + kBlocksAnEntry, kLeastBlockBits, kMostBlockBits);
}

std::vector<std::uint32_t> blocks_of(std::span<const HostRange> ranges, unsigned block_bits) {
  std::vector<std::uint32_t> words(std::size_t{1} << (block_bits - kBlockWordBits));
  const unsigned below = kIPv4Bits - block_bits;
  for (const HostRange& range : ranges) {
    for (std::uint32_t block = range.first >> below; block <= range.last >> below; ++block) {
      words[block >> kBlockWordBits] |= 1U << (block % (1U << kBlockWordBits));
    }
  }
  return words;
}

bool is_in_block(std::span<const std::uint32_t> blocks, unsigned block_bits, std::uint32_t address) {
  const std::uint32_t block = address >> (kIPv4Bits - block_bits);
  return (blocks[block >> kBlockWordBits] >> (block % (1U << kBlockWordBits)) & 1U) != 0;
}

}  // namespace sgc::targets::xdp
