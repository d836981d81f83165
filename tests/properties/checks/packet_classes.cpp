#include "tests/properties/checks/packet_classes.h"

#include "compiler/ir/address_classes.h"

namespace sgc::checks {
namespace {

void note_borders(const NumberRange& range, std::set<std::uint16_t>& borders) {
  borders.insert(range.first);
  if (range.last != kMaxPort) borders.insert(static_cast<std::uint16_t>(range.last + 1));
}

std::vector<std::uint16_t> within(const NumberRange& range, const std::set<std::uint16_t>& borders) {
  std::vector<std::uint16_t> numbers = {range.first};
  for (auto at = borders.upper_bound(range.first); at != borders.end() && *at <= range.last; ++at) numbers.push_back(*at);
  return numbers;
}

}  // namespace

PacketClasses::PacketClasses(const ir::Policy& policy) {
  for (std::uint32_t i = 0; i < policy.sets.addresses.size(); ++i) {
    cutters_.push_back(&policy.sets.addresses[ir::AddressSetId{i}]);
  }
  for (std::uint32_t i = 0; i < policy.sets.services.size(); ++i) {
    for (const ServiceBox& box : policy.sets.services[ir::ServiceSetId{i}].boxes()) {
      note_borders(box.a, numbers_);
      note_borders(box.b, numbers_);
    }
  }
  for (const ir::Point& point : policy.points) {
    const auto* balancer = point.load_balancer();
    if (balancer == nullptr) continue;
    for (const ir::Listener& listener : balancer->listeners) note_borders({listener.port, listener.port}, numbers_);
  }
}

std::vector<Address> PacketClasses::addresses(const AddressSet& set) const {
  std::vector<Address> all;
  for (const AddressSet& alike : ir::address_classes(set, cutters_)) all.push_back(*alike.front());
  return all;
}

std::vector<ServicePoint> PacketClasses::services(const ServiceSet& services, Family family) const {
  std::vector<ServicePoint> points;
  for (const ServiceBox& box : services.boxes()) {
    if (box.family != family) continue;
    for (const std::uint8_t number : {box.first_protocol, box.last_protocol}) {
      for (const std::uint16_t a : within(box.a, numbers_)) {
        for (const std::uint16_t b : within(box.b, numbers_)) points.push_back({family, number, a, b});
      }
      if (box.first_protocol == box.last_protocol) break;
    }
  }
  return points;
}

}  // namespace sgc::checks
