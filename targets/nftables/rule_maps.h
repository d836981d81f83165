// Items that share no packet, as maps that a packet is looked up in once.
#pragma once

#include <span>

#include "targets/nftables/item_space.h"
#include "targets/nftables/structure.h"

namespace sgc::nftables {

// Appends the look-ups of the items `chosen`, all of one key, and adds the maps to the table.
// Before: no two of them share a packet, so that it does not matter which map is asked first.
void add_rule_maps(TableBuilder& table, const StructurePlace& place, const ItemSpace& space, const Key& key,
                   std::span<const Index> chosen, Statements& to);

}  // namespace sgc::nftables
