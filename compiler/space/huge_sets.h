// Sets with so many ranges that they must not shape the tree of addresses: each is only asked, from low addresses to
// high ones, what it holds of a stretch of addresses. A million ranges are walked over once, by leaps.
#pragma once

#include <algorithm>
#include <bit>

#include "compiler/net/range_list.h"
#include "compiler/space/numbers.h"

namespace sgc::space {

using Mask = std::uint64_t;  // huge sets, a bit each
constexpr unsigned kMostHugeSets = 64;

template <class Number>
class HugeSets {
 public:
  struct Set {
    RangeView<Number> ranges;
    SetNumber number = 0;
    std::size_t at = 0;  // the first range that does not lie wholly before the last question
  };

  void add(RangeView<Number> ranges, SetNumber number) { sets_.push_back({ranges, number}); }

  bool none() const { return sets_.empty(); }
  std::span<const Set> sets() const { return sets_; }
  Mask all() const { return sets_.empty() ? 0 : ~Mask{0} >> (kMostHugeSets - sets_.size()); }

  // Which of the sets in `asked` hold all addresses from first to last. `first` never goes back.
  Mask holding(Mask asked, Number first, Number last) {
    Mask held = 0;
    for (Mask rest = asked; rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(rest));
      const ClosedRange<Number>* range = seek(sets_[bit], first);
      if (range != nullptr && range->first <= first && last <= range->last) held |= Mask{1} << bit;
    }
    return held;
  }

  // Which of them hold some of these addresses.
  Mask touching(Mask asked, Number first, Number last) {
    Mask touched = 0;
    for (Mask rest = asked; rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(rest));
      const ClosedRange<Number>* range = seek(sets_[bit], first);
      if (range != nullptr && range->first <= last) touched |= Mask{1} << bit;
    }
    return touched;
  }

  // Calls use(mask, first, last) for each piece of the stretch on which the same of the asked sets hold.
  template <class Use>
  void for_each_piece(Mask asked, Number first, Number last, Use use) {
    for (Number at = first;;) {
      Mask here = 0;
      Number end = last;
      for (Mask rest = asked; rest != 0; rest &= rest - 1) {
        const auto bit = static_cast<unsigned>(std::countr_zero(rest));
        const ClosedRange<Number>* range = seek(sets_[bit], at);
        if (range == nullptr) continue;
        const bool inside = range->first <= at;
        if (inside) here |= Mask{1} << bit;
        if (inside) end = std::min(end, range->last);
        if (!inside) end = std::min(end, static_cast<Number>(range->first - 1));
      }
      use(here, at, end);
      if (end == last) return;
      at = static_cast<Number>(end + 1);
    }
  }

  // The first range of the set that reaches to `first` or beyond it; nothing after the last.
  const ClosedRange<Number>* reaching(unsigned bit, Number first) { return seek(sets_[bit], first); }

 private:
  static const ClosedRange<Number>* seek(Set& set, Number first) {
    const auto ranges = set.ranges;
    std::size_t step = 1;
    std::size_t from = set.at;
    while (from < ranges.size() && ranges[from].last < first) {
      set.at = from + 1;
      from += step;
      step *= 2;
    }
    const std::size_t to = std::min(from, ranges.size());
    const auto found = std::lower_bound(
        ranges.begin() + static_cast<std::ptrdiff_t>(set.at), ranges.begin() + static_cast<std::ptrdiff_t>(to),
        first, [](const ClosedRange<Number>& range, Number value) { return range.last < value; });
    set.at = static_cast<std::size_t>(found - ranges.begin());
    return set.at < ranges.size() ? &ranges[set.at] : nullptr;
  }

  std::vector<Set> sets_;
};

}  // namespace sgc::space
