// Finds, among many boxes, those that overlap one: by the dimension in which fewest do.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "targets/nftables/item_space.h"

namespace sgc::nftables {

class OverlapIndex {
 public:
  // Of the items named. Before: `space` outlives the index.
  OverlapIndex(const ItemSpace& space, std::vector<Index> items);

  // How many of them overlap the box in the dimension in which fewest do: what a search costs at most.
  std::size_t cost(const Box& box) const;

  // Calls use(item) for each whose box overlaps, in no particular order.
  template <class Use>
  void for_each_overlapping(const Box& box, Use use) const {
    const Axis& axis = axes_[cheapest(box)];
    walk(axis, axis.dimension, box, 0, axis.by_first.size(), use);
  }

 private:
  // The items in the order of where they begin; for a search, each half knows how far its items reach.
  struct Axis {
    std::size_t dimension = 0;
    std::vector<Index> by_first;
    std::vector<std::uint32_t> firsts;
    std::vector<std::uint32_t> lasts;     // sorted by themselves: for counting
    std::vector<std::uint32_t> furthest;  // of the range of by_first whose middle is here
  };

  std::uint32_t reach(Axis& axis, std::size_t begin, std::size_t end);
  std::size_t count(const Axis& axis, const Extent& extent) const;
  std::size_t cheapest(const Box& box) const;

  template <class Use>
  void walk(const Axis& axis, std::size_t dimension, const Box& box, std::size_t begin, std::size_t end, Use& use) const {
    while (begin < end) {
      const std::size_t middle = begin + (end - begin) / 2;
      if (axis.furthest[middle] < box[dimension].first) return;
      walk(axis, dimension, box, begin, middle, use);
      const Index item = axis.by_first[middle];
      if (axis.firsts[middle] > box[dimension].last) return;
      if (overlap(space_.box(item), box)) use(item);
      begin = middle + 1;
    }
  }

  const ItemSpace& space_;
  std::array<Axis, kDimensions> axes_;
};

}  // namespace sgc::nftables
