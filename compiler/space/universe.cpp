#include "compiler/space/universe.h"

namespace sgc::space {

ServiceNumber ServiceTable::add(std::span<const Rect> rects) {
  rects_.insert(rects_.end(), rects.begin(), rects.end());
  begin_.push_back(static_cast<std::uint32_t>(rects_.size()));
  return static_cast<ServiceNumber>(size() - 1);
}

Area Universe::area_of(const PlacedRule& rule) const {
  if (rule.source == kNone) return {};
  return {sources.nodes_of(rule.source), destinations.nodes_of(rule.destination), services[rule.service]};
}

}  // namespace sgc::space
