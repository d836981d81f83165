// The items of a list as boxes: where each lies in source, destination and service, and which share packets.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "targets/nftables/items.h"

namespace sgc::nftables {

// A closed interval of ranks: positions among all ends of intervals of the list, so that both families, and services
// too, are compared as small numbers.
struct Extent {
  std::uint32_t first = 0;
  std::uint32_t last = UINT32_MAX;

  bool overlaps(const Extent& other) const { return first <= other.last && other.first <= last; }
};

// Source, destination, service: the hull of an item in each.
constexpr std::size_t kDimensions = 3;
using Box = std::array<Extent, kDimensions>;

inline bool overlap(const Box& a, const Box& b) {
  return a[0].overlaps(b[0]) && a[1].overlaps(b[1]) && a[2].overlaps(b[2]);
}

class ItemSpace {
 public:
  // Before: `items` and `table` outlive the space.
  ItemSpace(const TableBuilder& table, Family family, std::span<const Item> items);

  std::span<const Item> items() const { return items_; }
  const Box& box(Index item) const { return boxes_[item]; }

  // Whether some packet matches both: exact.
  bool share_packets(Index a, Index b) const;

  // How many ranges of the family a side has; 1 for a side that is not tested.
  std::size_t ranges(ir::WhoId who) const;

  // Of two parts of services.
  bool services_meet(Index a, Index b) const;

 private:
  bool sides_meet(ir::WhoId a, ir::WhoId b) const;

  const TableBuilder& table_;
  Family family_;
  std::span<const Item> items_;
  std::vector<Box> boxes_;
};

}  // namespace sgc::nftables
