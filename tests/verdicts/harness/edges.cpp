#include "tests/verdicts/harness/edges.h"

#include <algorithm>
#include <array>

namespace sgc::verdicts {
namespace {

constexpr std::size_t kEdgesOfARange = 4;
constexpr std::size_t kEdgesOfABox = 8;

// Calls use(piece) for all pieces, or for `most` of them (two at least), evenly spread from where the dice say.
template <class Piece, class Use>
void for_some(std::span<const Piece> pieces, std::size_t most, Dice& dice, Use use) {
  const std::size_t count = std::min(pieces.size(), std::max<std::size_t>(most, 2));
  const std::size_t start = count < pieces.size() ? dice.below(pieces.size()) : 0;
  for (std::size_t i = 0; i < count; ++i) use(pieces[(start + i * pieces.size() / count) % pieces.size()]);
}

template <class Number>
std::vector<u128> edges_of(std::span<const ClosedRange<Number>> ranges, std::size_t most, Dice& dice) {
  std::vector<u128> edges;
  for_some(ranges, most / kEdgesOfARange, dice, [&edges](const ClosedRange<Number>& range) {
    if (range.first > 0) edges.push_back(static_cast<Number>(range.first - 1));
    edges.push_back(range.first);
    edges.push_back(range.last);
    if (range.last < static_cast<Number>(~Number{0})) edges.push_back(static_cast<Number>(range.last + 1));
  });
  return edges;
}

template <class Number>
u128 element_of(std::span<const ClosedRange<Number>> ranges, Dice& dice) {
  const ClosedRange<Number>& range = dice.pick(ranges);
  switch (dice.below(3)) {
    case 0: return range.first;
    case 1: return range.last;
    default: return dice.between(range.first, range.last);
  }
}

// What else a packet with these numbers could be: the other protocols with ports, or ICMP's neighbour types.
void add_other_protocols(const ServicePoint& point, std::vector<ServicePoint>& edges) {
  constexpr std::array<std::uint8_t, 3> kWithPorts{protocol::kTcp, protocol::kUdp, protocol::kSctp};
  if (detail_of(point.family, point.protocol) != Detail::Ports) return;
  for (const std::uint8_t other : kWithPorts) {
    if (other != point.protocol) edges.push_back({point.family, other, point.a, point.b});
  }
}

void add_neighbour_protocols(const ServiceBox& box, std::vector<ServicePoint>& edges) {
  const auto add = [&](int number) {
    if (number < 0 || number > protocol::kLast) return;
    const auto protocol = static_cast<std::uint8_t>(number);
    if (exists_in(box.family, protocol)) edges.push_back({box.family, protocol, 0, 0});
  };
  for (const int number : {box.first_protocol - 1, box.first_protocol + 0, box.last_protocol + 0, box.last_protocol + 1}) {
    add(number);
  }
}

void add_neighbour_numbers(const ServiceBox& box, std::vector<ServicePoint>& edges) {
  const std::uint16_t greatest = full_range(detail_of(box.family, box.first_protocol)).last;
  const auto add = [&](int a, int b) {
    if (a < 0 || b < 0 || a > greatest || b > greatest) return;
    edges.push_back({box.family, box.first_protocol, static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b)});
  };
  add(box.a.first, box.b.first);
  add(box.a.last, box.b.last);
  add(box.a.last, box.b.first);
  add(box.a.first, box.b.last);
  add(box.a.first - 1, box.b.first);
  add(box.a.last + 1, box.b.last);
  add(box.a.first, box.b.first - 1);
  add(box.a.last, box.b.last + 1);
}

std::vector<ServiceBox> boxes_of(const ServiceSet& set, Family family) {
  std::vector<ServiceBox> boxes;
  for (const ServiceBox& box : set.boxes()) {
    if (box.family == family) boxes.push_back(box);
  }
  return boxes;
}

}  // namespace

std::vector<u128> address_edges(const AddressSet& set, Family family, std::size_t most, Dice& dice) {
  return family == Family::V4 ? edges_of(set.v4(), most, dice) : edges_of(set.v6(), most, dice);
}

std::vector<ServicePoint> service_edges(const ServiceSet& set, Family family, std::size_t most, Dice& dice) {
  const std::vector<ServiceBox> boxes = boxes_of(set, family);
  std::vector<ServicePoint> edges;
  for_some(std::span<const ServiceBox>(boxes), most / kEdgesOfABox, dice, [&edges](const ServiceBox& box) {
    if (detail_of(box.family, box.first_protocol) == Detail::None) {
      add_neighbour_protocols(box, edges);
    } else {
      add_neighbour_numbers(box, edges);
      add_other_protocols({box.family, box.first_protocol, box.a.first, box.b.first}, edges);
    }
  });
  return edges;
}

u128 inside(const AddressSet& set, Family family, Dice& dice) {
  return family == Family::V4 ? element_of(set.v4(), dice) : element_of(set.v6(), dice);
}

ServicePoint inside(const ServiceSet& set, Family family, Dice& dice) {
  const std::vector<ServiceBox> boxes = boxes_of(set, family);
  const ServiceBox& box = dice.pick(std::span<const ServiceBox>(boxes));
  const auto number = [&dice](NumberRange range) {
    switch (dice.below(3)) {
      case 0: return range.first;
      case 1: return range.last;
      default: return dice.between(range.first, range.last);
    }
  };
  return {family, dice.between(box.first_protocol, box.last_protocol), number(box.a), number(box.b)};
}

}  // namespace sgc::verdicts
