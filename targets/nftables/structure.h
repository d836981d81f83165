// Large lists: chains and maps in which a packet finds its rule without passing all the others.
//
// The items of a list are laid out in blocks, tried one after the other. A map of rules looks its packet up once; a
// map of chains sends it to the few rules that are left for its address; lines are tried one by one. An item may
// stand before another that was written before it only where both do the same or share no packet; what the packets
// get is what the list says. Where two rules that do the same overlap, either may count the packet.
#pragma once

#include <string>

#include "targets/nftables/items.h"

namespace sgc::nftables {

// Where a structure is built: its chains and maps are named after `name`.
struct StructurePlace {
  ir::Direction direction = ir::Direction::Inbound;
  Family family = Family::V4;
  std::string name;
};

// What the chain has to say for these items, in the order of their rules. Chains and maps that it needs are added to
// the table.
Statements build_structure(TableBuilder& table, const StructurePlace& place, std::vector<Item> items);

}  // namespace sgc::nftables
