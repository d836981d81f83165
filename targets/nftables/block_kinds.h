// Which kind of block suits an item: chosen for all of a list at once, since a cut is worth what it separates.
#pragma once

#include <vector>

#include "targets/nftables/block_plan.h"

namespace sgc::nftables {

struct BlockChoice {
  Block::Kind kind = Block::Kind::Lines;
  Key key;

  bool operator==(const BlockChoice&) const = default;
};

// One for each item; without maps, only cuts and lines.
std::vector<BlockChoice> choose_blocks(const ItemSpace& space, const TableBuilder& table, Family family, Maps maps);

}  // namespace sgc::nftables
