// Whether two elements of a map share a packet, or two of a set a value. nft and the kernel refuse some such maps and sets
// and take others; in a map the order of insertion decides then. Nobody can say what those mean, so nothing is proved of
// them.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "targets/nftables/read_table.h"

namespace sgc::nftables {

// The lines of two elements that share a packet, where there are such.
std::optional<std::pair<std::size_t, std::size_t>> find_shared_packet(const std::vector<ReadElement>& elements);

// Throws Unreadable where two elements of a set do.
template <class Range>
void refuse_overlaps(std::vector<Range> elements, std::size_t line) {
  const auto before = [](const Range& a, const Range& b) { return a.first < b.first; };
  if (!std::is_sorted(elements.begin(), elements.end(), before)) std::sort(elements.begin(), elements.end(), before);
  const auto shared = std::adjacent_find(elements.begin(), elements.end(), [](const Range& a, const Range& b) { return b.first <= a.last; });
  if (shared != elements.end()) throw Unreadable(line, "elements of a set overlap");
}

}  // namespace sgc::nftables
