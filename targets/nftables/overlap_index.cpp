#include "targets/nftables/overlap_index.h"

#include <algorithm>

namespace sgc::nftables {

OverlapIndex::OverlapIndex(const ItemSpace& space, std::vector<Index> items) : space_(space) {
  for (std::size_t dimension = 0; dimension < kDimensions; ++dimension) {
    Axis& axis = axes_[dimension];
    axis.dimension = dimension;
    axis.by_first = items;
    std::sort(axis.by_first.begin(), axis.by_first.end(), [&](Index a, Index b) {
      const auto key = [&](Index i) { return std::pair(space.box(i)[dimension].first, i); };
      return key(a) < key(b);
    });
    for (const Index item : axis.by_first) {
      axis.firsts.push_back(space.box(item)[dimension].first);
      axis.lasts.push_back(space.box(item)[dimension].last);
    }
    axis.furthest.resize(items.size());
    reach(axis, 0, items.size());
    std::sort(axis.lasts.begin(), axis.lasts.end());
  }
}

std::uint32_t OverlapIndex::reach(Axis& axis, std::size_t begin, std::size_t end) {
  if (begin == end) return 0;
  const std::size_t middle = begin + (end - begin) / 2;
  const std::uint32_t own = space_.box(axis.by_first[middle])[axis.dimension].last;
  return axis.furthest[middle] = std::max({own, reach(axis, begin, middle), reach(axis, middle + 1, end)});
}

std::size_t OverlapIndex::count(const Axis& axis, const Extent& extent) const {
  const auto ended = std::lower_bound(axis.lasts.begin(), axis.lasts.end(), extent.first) - axis.lasts.begin();
  const auto begun = std::upper_bound(axis.firsts.begin(), axis.firsts.end(), extent.last) - axis.firsts.begin();
  return static_cast<std::size_t>(begun - ended);
}

std::size_t OverlapIndex::cheapest(const Box& box) const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < kDimensions; ++i) {
    if (count(axes_[i], box[i]) < count(axes_[best], box[best])) best = i;
  }
  return best;
}

std::size_t OverlapIndex::cost(const Box& box) const {
  const std::size_t best = cheapest(box);
  return count(axes_[best], box[best]);
}

}  // namespace sgc::nftables
