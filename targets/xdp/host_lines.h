// A list of hosts (host_list.h) too long to stay in a second-level cache, where each step through memory costs more than all
// that is done with what was read. What is listed of 2^15 addresses stands in one line of 32 bytes, of which two fit one of
// the cache: bounds, where addresses begin to be listed and end to be in turns, and hosts. All are compared with the address,
// whatever their order; a line that would hold more says where its entries stand, which are searched as those of a list
// are. Before all that, as there, a bit for each small block says of most other addresses that they are not listed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "targets/xdp/host_list.h"

namespace sgc::targets::xdp {

constexpr unsigned kHostLineBits = 17;  // of an address, that say which line is its own
constexpr std::size_t kLineBounds = 4;
constexpr std::size_t kLineHosts = 12;
constexpr std::size_t kLineNumbers = kLineBounds + kLineHosts;

// The lower bits of no address: a bound that none reaches, a host that none is.
constexpr std::uint32_t kNoPlace = std::uint32_t{1} << kHostPlaceBits;

// In place of the first bound: the numbers after it are the place before its entries, lower 16 bits first, and how many they are.
constexpr std::uint32_t kSpilled = 0xFFFF;

struct HostLines {
  unsigned block_bits = 0;
  std::vector<std::uint32_t> blocks;   // as in a HostList
  std::vector<std::uint32_t> lines;    // kLineNumbers of 16 bits for each kHostLineBits of an address
  std::vector<std::uint32_t> entries;  // of lines that would hold too much, as in a HostList; no range goes on to another line
  unsigned search_steps = 0;           // at most, among entries of one line

  bool operator==(const HostLines&) const = default;
};

// Before: the ranges ascend, none next to another. Nothing where a HostList serves better: it is short, or so many of its
// addresses lie so close that most lines would spill.
std::optional<HostLines> make_host_lines(std::span<const HostRange> ranges);

// Before: the entries of spilled lines are where they say; in each the last does not go on.
bool is_listed(const HostLines& list, std::uint32_t address);

// The ranges that the lines say, ascending, none next to another. Before: as for is_listed, and the entries of a line ascend.
std::vector<HostRange> ranges_of(const HostLines& list);

}  // namespace sgc::targets::xdp
