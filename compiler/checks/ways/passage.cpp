#include "compiler/checks/ways/passage.h"

#include <algorithm>
#include <set>

#include "compiler/checks/ways/conjunction.h"
#include "compiler/checks/ways/gate_lists.h"

namespace sgc::checks {
namespace {

using space::Truth;

constexpr std::uint16_t kUsualPort = 40000;  // of a client

space::Spot any_spot(const space::Universe& in, const space::Area& area) {
  return {in.sources.first_cell(area.sources.front()), in.destinations.first_cell(area.destinations.front()),
          example_of(in.family, area.services.front())};
}

}  // namespace

Passing Passage::through(const Route& route) {
  if (!route.leads_through()) return {};
  if (route.translates()) return through_both(route);
  return find(route, 0, route.stretches[0].gates, space::kAllow, kAllPorts);
}

Passing Passage::as_far_as(const Route& route, std::size_t stretch, std::size_t gates) {
  return find(route, stretch, std::span(route.stretches[stretch].gates).first(gates), space::kAllow, kAllPorts);
}

Passing Passage::passes(const Route& route, std::size_t stretch, const Gate& gate) {
  return find(route, stretch, {&gate, 1}, space::kAllow, kAllPorts);
}

Passing Passage::stopped_at(const Route& route, std::size_t stretch, const Gate& gate) {
  return find(route, stretch, {&gate, 1}, space::kDeny, kAllPorts);
}

Passing Passage::stopped_at_last(const Route& route, std::size_t stretch, std::span<const Gate> gates) {
  return find(route, stretch, gates, space::kDeny, kAllPorts);
}

Passing Passage::stopped_on_the_way(const Route& route, GatePlace place) {
  const Passing alone = stopped_at(route, place.stretch, place.in(route));
  if (alone.found == Truth::No) return alone;  // mostly so, and soon found

  std::vector<Gate> here;
  std::vector<Gate> elsewhere;
  for (const GatePlace& before : gates_in_order(route)) {
    const bool same_stretch = before.stretch == place.stretch;
    if (same_stretch && before.gate == place.gate) break;
    (same_stretch ? here : elsewhere).push_back(before.in(route));
  }
  here.push_back(place.in(route));
  const Passing stopped = stopped_at_last(route, place.stretch, here);
  if (elsewhere.empty() || stopped.found == Truth::No) return stopped;

  Passing answer;
  for (const NumberRange& ports : source_port_classes(route)) {
    const Passing arrived = find(route, 1 - place.stretch, elsewhere, space::kAllow, ports);
    if (arrived.found == Truth::No) continue;
    const Passing found = find(route, place.stretch, here, space::kDeny, ports);
    if (found.found == Truth::No) continue;
    if (arrived.found == Truth::Yes && found.found == Truth::Yes) return found;
    answer.found = Truth::NotDecided;
  }
  return answer;
}

// Source ports that no list on either stretch tells apart; those that a person would try first.
std::vector<NumberRange> Passage::source_port_classes(const Route& route) {
  std::set<std::uint16_t> borders;
  for (std::size_t stretch = 0; stretch < route.stretches.size(); ++stretch) {
    GateLists lists(policy_, indexes_, route, stretch);
    for (const Gate& gate : route.stretches[stretch].gates) lists.add(gate);
    borders.merge([&] {
      const auto own = lists.source_port_borders();
      return std::set<std::uint16_t>(own.begin(), own.end());
    }());
    for (const ServiceBox& box : route.stretches[stretch].packets.services.boxes()) {
      borders.insert(box.a.first);
      if (box.a.last != kMaxPort) borders.insert(static_cast<std::uint16_t>(box.a.last + 1));
    }
  }
  std::vector<NumberRange> classes;
  for (const std::uint16_t first : borders) {
    if (!classes.empty()) classes.back().last = static_cast<std::uint16_t>(first - 1);
    classes.push_back({first, kMaxPort});
  }
  std::stable_partition(classes.begin(), classes.end(), [](const NumberRange& ports) { return ports.contains(kUsualPort); });
  return classes;
}

// The stretches have nothing in common but the source port.
Passing Passage::through_both(const Route& route) {
  Passing answer;
  for (const NumberRange& ports : source_port_classes(route)) {
    const Passing behind = find(route, 1, route.stretches[1].gates, space::kAllow, ports);
    if (behind.found == Truth::No) continue;
    const Passing before = find(route, 0, route.stretches[0].gates, space::kAllow, ports);
    if (before.found == Truth::No) continue;
    if (before.found == Truth::Yes && behind.found == Truth::Yes) return before;
    answer.found = Truth::NotDecided;
  }
  return answer;
}

Passing Passage::find(const Route& route, std::size_t stretch, std::span<const Gate> gates, space::Verdicts last,
                      NumberRange ports) {
  GateLists lists(policy_, indexes_, route, stretch, ports);
  for (const Gate& gate : gates) lists.add(gate);
  if (!has_packets(lists.packets())) return {};
  const std::vector<space::List> all = lists.lists();
  const space::Index index(all, {&lists.packets(), 1});
  space::Prover prover(index, limits_);

  Passing answer;
  for (const Family family : kFamilies) {
    const space::Universe& in = index.universe(family);
    const space::Area area = in.area_of(in.regions[0]);
    if (area.empty()) continue;
    prover.begin_question();
    Conjunction conjunction(prover, family, last);
    const Truth found = all.empty() ? Truth::Yes : conjunction.find(area);
    if (found == Truth::NotDecided) answer.found = Truth::NotDecided;
    if (found != Truth::Yes) continue;
    const space::Spot spot = all.empty() ? any_spot(in, area) : conjunction.spot();
    const ir::Packet there = index.packet(family, spot);
    return {Truth::Yes, sent_packet(route, stretch, there), there};
  }
  return answer;
}

}  // namespace sgc::checks
