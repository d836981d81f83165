// A list of hosts (host_list.h) too long to stay in a second-level cache, where each step through memory costs more than all
// that is done with what was read. What is listed of 2^15 addresses stands in one line of 32 bytes, of which two fit one of
// the cache: bounds, where addresses begin to be listed and end to be in turns, and hosts. All are compared with the address,
// whatever their order; a line that would hold more says where its entries stand (host_places.h), which are searched. Before
// all that a bit for each small block says of most addresses that are not listed that they are not: a million hosts cost 5 MB,
// of which such an address reads a bit out of 512 KB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "targets/xdp/host_places.h"

namespace sgc::targets::xdp {

// Bits of an address that say which block it lies in; a block has a bit in words of 32.
constexpr unsigned kLeastBlockBits = 18;
constexpr unsigned kMostBlockBits = 22;
constexpr unsigned kBlockWordBits = 5;

constexpr std::size_t kLineBounds = 4;
constexpr std::size_t kLineHosts = 12;
constexpr std::size_t kLineNumbers = kLineBounds + kLineHosts;

// The lower bits of no address: a bound that none reaches, a host that none is.
constexpr std::uint32_t kNoPlace = std::uint32_t{1} << kHostPlaceBits;

// In place of the first bound: the numbers after it are the place before its entries, lower 16 bits first, and how many they are.
constexpr std::uint32_t kSpilled = 0xFFFF;

struct HostLines {
  unsigned block_bits = 0;
  std::vector<std::uint32_t> blocks;   // by so many upper bits of an address, a bit: whether an address there is listed
  std::vector<std::uint32_t> lines;    // kLineNumbers of 16 bits for each part of 2^15 addresses
  std::vector<std::uint32_t> entries;  // of lines that would hold too much; no range goes on to another part
  unsigned search_steps = 0;           // at most, among entries of one line

  bool operator==(const HostLines&) const = default;
};

// Before: the ranges ascend, none next to another. Nothing where a HostList serves better: it is short, or so many of its
// addresses lie so close that most lines would spill.
std::optional<HostLines> make_host_lines(HostRanges ranges);

// Before: the entries of spilled lines are where they say; in each the last does not go on.
bool is_listed(const HostLines& list, std::uint32_t address);

// The ranges that the lines say, ascending, none next to another. Before: as for is_listed, and the entries of a line ascend.
std::vector<HostRange> ranges_of(const HostLines& list);

// The entries of a line. Before: it is spilled.
SpilledPart spilled_part(std::span<const std::uint32_t> line);

// The bits of the blocks that the ranges reach into.
std::vector<std::uint32_t> blocks_of(HostRanges ranges, unsigned block_bits);

}  // namespace sgc::targets::xdp
