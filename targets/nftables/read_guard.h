// Whether a file that was read may open something while it is loaded, by the reasons of load_guard.h.
#pragma once

#include <string_view>

#include "targets/nftables/read_table.h"

namespace sgc::nftables {

// Whether the base chain lets a packet through for want of the elements of some set of intervals, were it not for the line
// that waits for them. needs_load_guard() says so of every list of which this does: sets are looked at here as they are written, and each family
// by itself.
bool opens_without_guard(const ReadTable& table, const ReadChain& base);

}  // namespace sgc::nftables
