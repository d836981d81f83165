// The rules of one pair of address sets, where they are so many that they must be found by their services: port rules
// between any and any. Each rule lies in buckets along the lines of the service plane, or along the numbers, where it
// is narrower.
#pragma once

#include <algorithm>
#include <array>
#include <memory>

#include "compiler/space/numbers.h"
#include "compiler/space/service_plane.h"

namespace sgc::space {

class Crowd {
 public:
  explicit Crowd(std::span<const Rect> bounds);  // of each rule

  // Some of the rules, by their indices: from `begin` to before `end`.
  struct Among {
    std::uint32_t begin = 0;
    std::uint32_t end = kNone;
  };

  // Calls use(index) for each of them whose bounds meet the rectangle, once, and perhaps for some that do not, until it
  // returns false; returns false if it did. In no particular order.
  template <class Use>
  bool for_each(const Rect& rect, Use use) const {
    return for_each(rect, {}, use);
  }
  template <class Use>
  bool for_each(const Rect& rect, const Among& among, Use use) const;

  // The first of them that accept(index) takes; `among.end` if it takes none. It is asked of each before that whose
  // bounds contain the rectangle, and perhaps of some that do not contain it. Where many meet the rectangle that is far
  // less than to look at all: who contains it is in whichever one bucket of the rectangle is looked at.
  template <class Accept>
  std::uint32_t first_around(const Rect& rect, const Among& among, Accept accept) const;

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
  std::span<const std::uint32_t> shortest_bucket(std::size_t axis, const Rect& rect) const;
  static const std::uint32_t* first_of(std::span<const std::uint32_t> bucket, const Among& among) {
    if (among.begin == 0) return bucket.data();
    return std::to_address(std::lower_bound(bucket.begin(), bucket.end(), among.begin));
  }
  std::size_t narrower_axis(const Rect& rect) const;

  std::array<Axis, 2> axes_;  // lines, numbers
  std::vector<std::uint8_t> first_bucket_;  // by rule, on its axis
};

template <class Use>
bool Crowd::for_each(const Rect& rect, const Among& among, Use use) const {
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const Reach wanted = reach(axis, rect);
    for (std::uint32_t number = wanted.first; number <= wanted.last; ++number) {
      const auto bucket = axes_[axis].buckets[number];
      const auto* const end = bucket.data() + bucket.size();
      for (const auto* index = first_of(bucket, among); index != end && *index < among.end; ++index) {
        // In the first of its buckets that is looked at.
        const bool here = number == std::max<std::uint32_t>(wanted.first, first_bucket_[*index]);
        if (here && !use(*index)) return false;
      }
    }
  }
  return true;
}

template <class Accept>
std::uint32_t Crowd::first_around(const Rect& rect, const Among& among, Accept accept) const {
  std::uint32_t found = among.end;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const auto bucket = shortest_bucket(axis, rect);
    const auto* const end = bucket.data() + bucket.size();
    for (const auto* index = first_of(bucket, among); index != end && *index < found; ++index) {
      if (accept(*index)) found = *index;
    }
  }
  return found;
}

}  // namespace sgc::space
