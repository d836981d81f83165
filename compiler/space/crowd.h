// The rules of one pair of address sets, where they are so many that they must be found by their services: port rules
// between any and any. Each rule lies in buckets along the lines of the service plane, or along the numbers, where it
// is narrower.
#pragma once

#include <array>

#include "compiler/space/numbers.h"
#include "compiler/space/service_plane.h"

namespace sgc::space {

class Crowd {
 public:
  explicit Crowd(std::span<const Rect> bounds);  // of each rule

  // Calls use(index) for each rule whose bounds meet the rectangle, once, and perhaps for some that do not, until it
  // returns false; returns false if it did. In no particular order.
  template <class Use>
  bool for_each(const Rect& rect, Use use) const;

 private:
  static constexpr std::uint32_t kBuckets = 64;

  // One of the two directions of the plane.
  struct Axis {
    std::uint32_t first = 0;
    std::uint32_t width = 1;  // of a bucket
    Rows buckets;             // indices of rules

    std::uint32_t bucket(std::uint32_t at) const {
      return at <= first ? 0 : std::min((at - first) / width, kBuckets - 1);
    }
  };
  struct Reach {  // buckets, both included
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };

  static ClosedRange<std::uint32_t> along(std::size_t axis, const Rect& rect);
  Reach reach(std::size_t axis, const Rect& rect) const;
  std::size_t narrower_axis(const Rect& rect) const;

  std::array<Axis, 2> axes_;  // lines, numbers
  std::vector<std::uint8_t> first_bucket_;  // by rule, on its axis
};

template <class Use>
bool Crowd::for_each(const Rect& rect, Use use) const {
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const Reach wanted = reach(axis, rect);
    for (std::uint32_t bucket = wanted.first; bucket <= wanted.last; ++bucket) {
      for (const std::uint32_t index : axes_[axis].buckets[bucket]) {
        // In the first of its buckets that is looked at.
        const bool here = bucket == std::max<std::uint32_t>(wanted.first, first_bucket_[index]);
        if (here && !use(index)) return false;
      }
    }
  }
  return true;
}

}  // namespace sgc::space
