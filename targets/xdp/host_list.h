// A long list of IPv4 addresses of which only one thing is asked, whether it holds an address: most blacklists. Most of
// its ranges are single hosts, and most addresses are next to none of them. A range of many is two entries of 16 bits, a
// host is one, and one bit for each small block of the address space says of most other addresses that they are not listed:
// a million hosts cost 2.8 MB, of which such an address reads a bit out of 512 KB.
//
// An entry is a listed address: its lower 15 bits and, in the top bit, whether the addresses after it are listed too, up to
// the next entry's. The entries of all addresses that share the upper bits stand together.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sgc::targets::xdp {

constexpr unsigned kHostPlaceBits = 15;
constexpr std::uint32_t kGoesOn = std::uint32_t{1} << kHostPlaceBits;

// Bits of an address that say which block it lies in; a block has a bit in words of 32.
constexpr unsigned kLeastBlockBits = 18;
constexpr unsigned kMostBlockBits = 22;
constexpr unsigned kBlockWordBits = 5;

// Bits of the index; an entry's place may have some of them too.
constexpr unsigned kLeastHostIndexBits = 17;
constexpr unsigned kMostHostIndexBits = 18;

struct HostList {
  unsigned block_bits = 0;
  std::vector<std::uint32_t> blocks;   // by so many upper bits of an address, a bit: whether an address there is listed
  unsigned index_bits = 0;
  std::vector<std::uint32_t> index;    // by so many upper bits, and one more: the last entry below that
  std::vector<std::uint32_t> entries;  // the first is none; it stands for what comes before all
  unsigned search_steps = 0;           // at most, among entries that share an index

  bool operator==(const HostList&) const = default;
};

// Listed addresses without a gap, both ends included.
struct HostRange {
  std::uint32_t first;
  std::uint32_t last;

  bool operator==(const HostRange&) const = default;
};

// The index as it is printed: above the places of 24 bits, how many entries there are up to the next, as the program wants to
// know it: which bits of a word of four, or of the second of two, are not theirs; or that it has to look for itself.
constexpr unsigned kIndexPlaceBits = 24;
std::vector<std::uint32_t> index_words(const HostList& list);
std::vector<std::uint32_t> index_of(std::span<const std::uint32_t> words);

// Before: the ranges ascend, none next to another. Nothing where the list has more entries than one section of an object takes.
std::optional<HostList> make_host_list(std::span<const HostRange> ranges);

// An entry for each host and two for a range.
std::size_t entries_for(std::span<const HostRange> ranges);

bool is_listed(const HostList& list, std::uint32_t address);

// The ranges that the entries say, ascending. Before: the index fits them, and their places fit the index.
std::vector<HostRange> ranges_of(const HostList& list);

// Bits of an address that say which block it lies in, for a list of so many entries.
unsigned block_bits_for(std::size_t entries);

// The bits of the blocks that the ranges reach into, and that of an address's block.
std::vector<std::uint32_t> blocks_of(std::span<const HostRange> ranges, unsigned block_bits);
bool is_in_block(std::span<const std::uint32_t> blocks, unsigned block_bits, std::uint32_t address);

}  // namespace sgc::targets::xdp
