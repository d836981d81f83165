#include "compiler/checks/lists/rest_of_services.h"

namespace sgc::checks {

using space::Rect;

double RestOfServices::take(std::span<const Rect> services) {
  double taken = 0;
  for (const Rect& service : services) {
    pieces_.clear();
    for (std::size_t i = 0; i < rest_.size();) {
      if (!overlaps(rest_[i], service)) {
        ++i;
        continue;
      }
      const Rect rect = rest_[i];
      rest_[i] = rest_.back();
      rest_.pop_back();
      const Rect both = intersect(rect, service);
      taken += count_of(family_, both);
      keep_outside(rect, both);
    }
    rest_.insert(rest_.end(), pieces_.begin(), pieces_.end());
  }
  return taken;
}

// Up to four rectangles. Before: `taken` lies in `rect`.
void RestOfServices::keep_outside(const Rect& rect, const Rect& taken) {
  if (rect.first_line < taken.first_line) {
    pieces_.push_back({rect.first_line, taken.first_line - 1, rect.first_number, rect.last_number});
  }
  if (taken.last_line < rect.last_line) {
    pieces_.push_back({taken.last_line + 1, rect.last_line, rect.first_number, rect.last_number});
  }
  if (rect.first_number < taken.first_number) {
    pieces_.push_back({taken.first_line, taken.last_line, rect.first_number,
                       static_cast<std::uint16_t>(taken.first_number - 1)});
  }
  if (taken.last_number < rect.last_number) {
    pieces_.push_back({taken.first_line, taken.last_line, static_cast<std::uint16_t>(taken.last_number + 1),
                       rect.last_number});
  }
}

}  // namespace sgc::checks
