// What is left of some services when rules take theirs, one after the other, and how much each of them got.
#pragma once

#include <span>
#include <vector>

#include "compiler/space/service_plane.h"

namespace sgc::checks {

// Keeps its memory from one piece to the next.
class RestOfServices {
 public:
  // Before: the rectangles are disjoint.
  void begin(Family family, std::span<const space::Rect> services) {
    family_ = family;
    rest_.assign(services.begin(), services.end());
  }

  // Takes what is left of these away; returns how many packets that is. Before: they are disjoint.
  double take(std::span<const space::Rect> services);

  std::size_t rects() const { return rest_.size(); }  // that the rest has fallen into

 private:
  void keep_outside(const space::Rect& rect, const space::Rect& taken);

  Family family_ = Family::V4;
  std::vector<space::Rect> rest_;
  std::vector<space::Rect> pieces_;
};

}  // namespace sgc::checks
