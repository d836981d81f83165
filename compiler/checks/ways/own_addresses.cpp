#include "compiler/checks/ways/own_addresses.h"

namespace sgc::checks {

std::optional<Route> to_own_addresses(const ir::Policy& policy, const Route& route) {
  Route near = route;
  bool narrowed = false;
  for (Stretch& stretch : near.stretches) {
    for (const Gate& gate : stretch.gates) {
      const ir::Point& point = policy.point(gate.point);
      const AddressSet& own = policy.addresses(point.addresses);
      if (point.instance() == nullptr || own.empty()) continue;
      AddressSet& end = gate.direction == ir::Direction::Inbound ? stretch.packets.destinations : stretch.packets.sources;
      end = intersect(end, own);
      narrowed = true;
    }
    if (!has_packets(stretch.packets)) return std::nullopt;
  }
  if (!narrowed) return std::nullopt;
  return near;
}

}  // namespace sgc::checks
