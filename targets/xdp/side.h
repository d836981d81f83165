// One side of all rules of a list: its sets, divided into the very large ones and the others, each with a partition
// and the table that looks a class up. Apart, because the borders of a million prefixes would otherwise each carry a
// class of the small sets too, and because two classes that take turns need no values at all.
#pragma once

#include <optional>

#include "targets/xdp/address_table.h"
#include "targets/xdp/flat_rule.h"

namespace sgc::targets::xdp {

// The classes of one division, and where each of its sets lies in them.
struct Division {
  AddressTable table;
  MemberLists members;                          // by class: the sets of the side, not of the division
  std::vector<std::vector<ValueRange>> ranges;  // by set of the side: its classes, neighbours joined; else empty
};

struct Side {
  std::optional<Division> large;  // nothing where no set is very large
  std::optional<Division> small;
  std::vector<bool> is_large;     // by set
};

// With at least this many ranges a set is very large, where the side has others too.
constexpr std::size_t kLargeSet = 4096;

template <class Number>
Side make_side(const SideSets<Number>& sets);

extern template Side make_side(const SideSets<std::uint32_t>&);
extern template Side make_side(const SideSets<u128>&);

}  // namespace sgc::targets::xdp
