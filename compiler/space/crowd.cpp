#include "compiler/space/crowd.h"

#include <algorithm>
#include <numeric>

namespace sgc::space {

Crowd::Crowd(std::span<const Rect> bounds) : first_bucket_(bounds.size()) {
  const Rect all = bounds_of(bounds);
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const auto span = along(axis, all);
    axes_[axis].first = span.first;
    axes_[axis].width = (span.last - span.first) / kBuckets + 1;
    axes_[axis].buckets.begin.assign(kBuckets + 1, 0);
  }

  std::vector<std::size_t> axis_of(bounds.size());
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    axis_of[i] = narrower_axis(bounds[i]);
    const Reach taken = reach(axis_of[i], bounds[i]);
    first_bucket_[i] = static_cast<std::uint8_t>(taken.first);
    auto& begin = axes_[axis_of[i]].buckets.begin;
    for (std::uint32_t bucket = taken.first; bucket <= taken.last; ++bucket) ++begin[bucket + 1];
  }
  std::array<std::vector<std::uint32_t>, 2> next;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    Rows& buckets = axes_[axis].buckets;
    std::inclusive_scan(buckets.begin.begin(), buckets.begin.end(), buckets.begin.begin());
    buckets.items.resize(buckets.begin.back());
    next[axis].assign(buckets.begin.begin(), buckets.begin.end() - 1);
  }
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const Reach taken = reach(axis_of[i], bounds[i]);
    for (std::uint32_t bucket = taken.first; bucket <= taken.last; ++bucket) {
      axes_[axis_of[i]].buckets.items[next[axis_of[i]][bucket]++] = static_cast<std::uint32_t>(i);
    }
  }
}

ClosedRange<std::uint32_t> Crowd::along(std::size_t axis, const Rect& rect) {
  if (axis == 0) return {rect.first_line, rect.last_line};
  return {rect.first_number, rect.last_number};
}

Crowd::Reach Crowd::reach(std::size_t axis, const Rect& rect) const {
  const auto range = along(axis, rect);
  return {axes_[axis].bucket(range.first), axes_[axis].bucket(range.last)};
}

std::span<const std::uint32_t> Crowd::shortest_bucket(std::size_t axis, const Rect& rect) const {
  const Rows& buckets = axes_[axis].buckets;
  const Reach wanted = reach(axis, rect);
  std::uint32_t shortest = wanted.first;
  for (std::uint32_t bucket = wanted.first; bucket <= wanted.last; ++bucket) {
    if (buckets.length(bucket) < buckets.length(shortest)) shortest = bucket;
  }
  return buckets[shortest];
}

std::size_t Crowd::narrower_axis(const Rect& rect) const {
  const Reach lines = reach(0, rect);
  const Reach numbers = reach(1, rect);
  return lines.last - lines.first <= numbers.last - numbers.first ? 0 : 1;
}

}  // namespace sgc::space
