// Whether two elements of a map share a packet. The kernel refuses some such maps and takes others, in which the order
// of insertion decides: nobody can say what those mean, so nothing is proved of them.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "targets/nftables/read_table.h"

namespace sgc::nftables {

// The lines of two elements that share a packet, where there are such.
std::optional<std::pair<std::size_t, std::size_t>> find_shared_packet(const std::vector<ReadElement>& elements);

}  // namespace sgc::nftables
