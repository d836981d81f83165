// One side of all rules of a list: its sets, divided into the very large ones and the others, each division with a
// partition of its own. Apart, because the borders of a million prefixes would otherwise each carry a class of the
// small sets too, and because two classes that take turns need no values at all.
#pragma once

#include <optional>

#include "targets/xdp/field.h"
#include "targets/xdp/flat_rule.h"

namespace sgc::targets::xdp {

// The classes of one division, and where each of its sets lies in them.
template <class Number>
struct Division {
  Partition<Number> partition;                  // its members are sets of the side
  std::vector<std::vector<ValueRange>> ranges;  // by set of the side: its classes, neighbours joined; else empty
};

template <class Number>
struct Side {
  std::optional<Division<Number>> large;  // nothing where no set is very large
  std::optional<Division<Number>> small;
};

// With at least this many ranges a set is very large.
constexpr std::size_t kLargeSet = 4096;

template <class Number>
Side<Number> make_side(const SideSets<Number>& sets);

extern template Side<std::uint32_t> make_side(const SideSets<std::uint32_t>&);
extern template Side<u128> make_side(const SideSets<u128>&);

}  // namespace sgc::targets::xdp
