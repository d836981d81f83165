#include "compiler/ir/policy.h"

#include <algorithm>

namespace sgc::ir {

const RuleNotes& Policy::notes_of(const Rule& rule) const {
  static const RuleNotes kNone;
  return rule.notes == UINT32_MAX ? kNone : notes[rule.notes];
}

const TargetSettings* Policy::settings(std::string_view target) const {
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [&](const TargetSettings& settings) { return settings.target == target; });
  return found == targets.end() ? nullptr : &*found;
}

std::optional<PointId> Policy::find_point(std::string_view name) const {
  const auto found = std::find_if(points.begin(), points.end(), [&](const Point& p) { return p.name == name; });
  if (found == points.end()) return std::nullopt;
  return PointId{static_cast<std::uint32_t>(found - points.begin())};
}

std::size_t Who::hash() const {
  std::size_t hash = addresses.index + (written ? 1U : 0U);
  const auto mix = [&hash](std::size_t value) { hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL; };
  for (const auto* list : {&items, &except}) {
    mix(list->size());
    for (const WhoItem& item : *list) {
      mix(static_cast<std::size_t>(item.kind) * 2 + (item.self ? 1U : 0U));
      mix(item.addresses.index);
      mix(item.group.index + item.feed.index + item.point.index + item.network.index + item.prefix_list.index);
    }
  }
  return hash;
}

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::Inbound: return "inbound";
    case Direction::Outbound: return "outbound";
  }
  return {};
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Allow: return "allow";
    case Verdict::Deny: return "deny";
    case Verdict::Reject: return "reject";
  }
  return {};
}

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::Written: return "rule";
    case Origin::Blacklist: return "blacklist";
    case Origin::Listener:
    case Origin::Health: return "listener";
    case Origin::IntraGroup: return "intra-group";
    case Origin::Derive: return "derive";
  }
  return {};
}

}  // namespace sgc::ir
