// A long list of IPv4 addresses of which only one thing is asked, whether it holds an address: most blacklists. Most of its
// ranges are single hosts, and few lie close. What is listed of 2^15 addresses is a word of 64 bits, read with the upper bits
// of an address: up to four entries (host_places.h), which are all compared at once. A host is an entry, or a range that ends
// where it begins, and an entry that stands twice lets nothing in: so each number of entries fills a word. A word whose last
// entry would go on says instead where entries stand that are searched.
//
// A hundred thousand hosts are 1 MB, from which each packet reads one word. Lists that spill too often have lines (host_lines.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "targets/xdp/host_places.h"

namespace sgc::targets::xdp {

constexpr std::size_t kWordEntries = 4;
constexpr std::size_t kWordHalves = 2;  // of 32 bits, the lower first

// In the upper half of a word: its lower half is the place before its entries, and what else the upper one has, how many they are.
constexpr std::uint32_t kIsSpilled = 0x80000000;

struct HostList {
  std::vector<std::uint32_t> words;    // kWordHalves for each part of 2^15 addresses
  std::vector<std::uint32_t> entries;  // of words that would hold too much; no range goes on to another part
  unsigned search_steps = 0;           // at most, among entries of one word

  bool operator==(const HostList&) const = default;
};

// Before: the ranges ascend, none next to another. Nothing where more entries spill than one section of an object takes.
std::optional<HostList> make_host_list(HostRanges ranges);

// The halves of a word; nothing where it would hold too much. Before: the places ascend, none next to another.
using WordHalves = std::array<std::uint32_t, kWordHalves>;
std::optional<WordHalves> word_of(HostRanges places);

// What a word that is not spilled says. Before: word_of has made it.
HostPlaces places_of(const WordHalves& word);

bool is_spilled(const WordHalves& word);
SpilledPart spilled_part(const WordHalves& word);  // before: it is

// Before: each word is one that word_of has made, or its entries are where it says; in each the last does not go on.
bool is_listed(const HostList& list, std::uint32_t address);

// The ranges that the words say, ascending, none next to another. Before: as for is_listed, and the entries of a word ascend.
std::vector<HostRange> ranges_of(const HostList& list);

}  // namespace sgc::targets::xdp
