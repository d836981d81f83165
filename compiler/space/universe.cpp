#include "compiler/space/universe.h"

#include <algorithm>

#include "compiler/space/rectangle_cover.h"

namespace sgc::space {

ServiceNumber ServiceTable::add(std::span<const Rect> rects) {
  rects_.insert(rects_.end(), rects.begin(), rects.end());
  begin_.push_back(static_cast<std::uint32_t>(rects_.size()));
  bounds_.push_back(bounds_of(rects));
  return static_cast<ServiceNumber>(size() - 1);
}

Area Universe::area_of(const PlacedRule& rule) const {
  if (rule.source == kNone) return {};
  return {sources.nodes_of(rule.source), destinations.nodes_of(rule.destination), services[rule.service],
          rule.source, rule.destination};
}

bool Universe::services_contain(ServiceNumber outer, ServiceNumber inner) const {
  if (outer == inner) return true;
  RectangleCover cover;
  const auto rects = services[inner];
  return std::all_of(rects.begin(), rects.end(),
                     [&](const Rect& rect) { return !cover.uncovered(rect, services[outer]); });
}

}  // namespace sgc::space
