// Sets of numbers as lists of closed ranges, and their algebra: what address sets and service sets are made
// of. Every list that goes in or comes out is ascending, disjoint and not adjacent, so that one set has one
// list.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "compiler/net/address.h"

namespace sgc {

template <class Number>
using RangeList = std::vector<ClosedRange<Number>>;

template <class Number>
using RangeView = std::span<const ClosedRange<Number>>;

template <class Number>
constexpr Number kLastNumber = static_cast<Number>(~Number{0});

// Joins what overlaps or touches. Before: sorted by first, which is all that is asked of this list. In place.
template <class Number>
void merge_sorted(RangeList<Number>& ranges) {
  if (ranges.empty()) return;
  std::size_t last = 0;
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    const bool touches = ranges[last].last == kLastNumber<Number> || ranges[i].first <= ranges[last].last + 1;
    if (touches) {
      ranges[last].last = std::max(ranges[last].last, ranges[i].last);
    } else {
      ranges[++last] = ranges[i];
    }
  }
  ranges.resize(last + 1);
}

template <class Number>
RangeList<Number> unite_ranges(RangeView<Number> a, RangeView<Number> b) {
  RangeList<Number> all(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), all.begin());
  merge_sorted(all);
  return all;
}

template <class Number>
RangeList<Number> intersect_ranges(RangeView<Number> a, RangeView<Number> b) {
  RangeList<Number> both;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Number first = std::max(a[i].first, b[j].first);
    const Number last = std::min(a[i].last, b[j].last);
    if (first <= last) both.push_back({first, last});
    (a[i].last < b[j].last ? i : j) += 1;
  }
  return both;
}

template <class Number>
RangeList<Number> subtract_ranges(RangeView<Number> a, RangeView<Number> b) {
  RangeList<Number> rest;
  std::size_t j = 0;
  for (ClosedRange<Number> range : a) {
    while (j < b.size() && b[j].last < range.first) ++j;
    bool used_up = false;
    for (std::size_t k = j; k < b.size() && b[k].first <= range.last; ++k) {
      if (range.first < b[k].first) rest.push_back({range.first, static_cast<Number>(b[k].first - 1)});
      if (b[k].last >= range.last) {
        used_up = true;
        break;
      }
      range.first = static_cast<Number>(b[k].last + 1);
    }
    if (!used_up) rest.push_back(range);
  }
  return rest;
}

template <class Number>
bool ranges_contain(RangeView<Number> ranges, Number value) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), value,
                                      [](Number v, const ClosedRange<Number>& r) { return v < r.first; });
  return after != ranges.begin() && value <= std::prev(after)->last;
}

template <class Number>
bool ranges_contain(RangeView<Number> outer, RangeView<Number> inner) {
  if (inner.empty()) return true;
  if (outer.empty() || inner.front().first < outer.front().first || outer.back().last < inner.back().last) return false;
  if (outer.size() == 1) return true;
  std::size_t i = 0;
  return std::all_of(inner.begin(), inner.end(), [&](const ClosedRange<Number>& range) {
    while (i < outer.size() && outer[i].last < range.first) ++i;
    return i < outer.size() && outer[i].first <= range.first && range.last <= outer[i].last;
  });
}

template <class Number>
bool ranges_overlap(RangeView<Number> a, RangeView<Number> b) {
  // Few against many (a rule's side against a feed): search; like against like: walk.
  if (a.size() > b.size()) std::swap(a, b);
  constexpr std::size_t kSearchPays = 16;
  if (a.size() * kSearchPays < b.size()) {
    return std::any_of(a.begin(), a.end(), [&](const ClosedRange<Number>& range) {
      const auto reaching = std::lower_bound(
          b.begin(), b.end(), range.first, [](const ClosedRange<Number>& r, Number v) { return r.last < v; });
      return reaching != b.end() && reaching->first <= range.last;
    });
  }
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].last < b[j].first) {
      ++i;
    } else if (b[j].last < a[i].first) {
      ++j;
    } else {
      return true;
    }
  }
  return false;
}

}  // namespace sgc
