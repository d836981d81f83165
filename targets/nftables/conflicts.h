// Which blocks an item must not be put before: those with an earlier item that shares a packet with it and does
// something else.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "targets/nftables/block_kinds.h"
#include "targets/nftables/overlap_index.h"

namespace sgc::nftables {

// Where the items placed so far stand.
struct Placement {
  std::vector<BlockChoice> choices;  // by item
  std::vector<std::size_t> block_of;

  // The first block in which `item` may stand if it must not be met before `other`.
  std::size_t behind(Block::Kind kind, Block::Kind other_kind, std::size_t other_block) const;
};

class Conflicts {
 public:
  // Before: `space` and `placement` outlive it.
  Conflicts(const ItemSpace& space, const Placement& placement);

  // The items that a question about `item` would have to look at.
  std::size_t cost(Index item) const;

  // The first block that no earlier item forbids to `item`. Before: those before it are placed and added.
  std::size_t least_block(Index item) const;

  void add(Index item);

 private:
  // Items of one effect that test the same sides. Two items of which each side is tested by at most one share all
  // addresses: then services alone decide, and where these are few the items need not be looked at one by one.
  // What is rare has no groups of its own, since every question goes through all groups: where every rule logs under a
  // name of its own there are as many effects as rules.
  struct Group {
    Index effect = kNoIndex;  // kNoIndex: several
    bool source = false;
    bool destination = false;
    std::vector<Index> items;
    std::vector<OverlapIndex> index;                                    // one
    std::map<Index, std::array<std::size_t, kBlockKinds>> last_blocks;  // by part and kind: one past it, or 0
  };

  bool is_of(const Group& group, Index item) const { return group.effect == space_.items()[item].effect; }
  bool addresses_always_meet(const Group& group, Index item) const;
  bool asks_services(const Group& group, Index item) const;  // one service after the other, which costs less than items
  std::size_t behind_services(const Group& group, Index item) const;
  std::size_t behind_items(const Group& group, Index item) const;

  const ItemSpace& space_;
  const Placement& placement_;
  std::vector<Group> groups_;
  std::vector<Index> group_of_;
};

}  // namespace sgc::nftables
