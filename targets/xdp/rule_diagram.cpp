#include "targets/xdp/rule_diagram.h"

#include <algorithm>

namespace sgc::targets::xdp {
namespace {

using Ranges = std::vector<ValueRange>;

// What one rectangle of a service asks of the three fields; nothing where any value will do.
struct BoxTests {
  std::optional<Ranges> protocol;
  std::optional<Ranges> first;
  std::optional<Ranges> second;
};

// Ranges that reach the end of what a field can be are written to the end of what a key can be.
ValueRange stretched(ValueRange range, std::uint32_t last_possible) {
  return {range.first, range.last == last_possible ? kLastFieldValue : range.last};
}

std::optional<Ranges> protocol_test(ValueRange protocols, bool before_established, const Reach& reach) {
  if (!reach.cuts_established) return Ranges{stretched(protocols, protocol::kLast)};
  Ranges ranges{protocols};
  if (before_established) {
    ranges.push_back(stretched({protocols.first + kEstablishedProtocol, protocols.last + kEstablishedProtocol},
                               kLastProtocolValue));
  }
  return ranges;
}

std::optional<Ranges> number_test(NumberRange numbers, Detail detail) {
  const NumberRange full = full_range(detail);
  if (numbers == full) return std::nullopt;
  return Ranges{stretched({numbers.first, numbers.last}, full.last)};
}

std::vector<BoxTests> box_tests(const RuleTests& tests, const Reach& reach) {
  // Every protocol: nothing to test but, where that matters, whether the packet is of an established connection.
  if (tests.service->restricted_to(reach.family) == ServiceSet::all(reach.family)) {
    if (!reach.cuts_established || tests.before_established) return {BoxTests{}};
    return {BoxTests{Ranges{{0, protocol::kLast}}, {}, {}}};
  }

  std::vector<BoxTests> boxes;
  for (const ServiceBox& box : tests.service->boxes()) {
    if (box.family != reach.family) continue;
    const Detail detail = detail_of(box.family, box.first_protocol);
    boxes.push_back({protocol_test({box.first_protocol, box.last_protocol}, tests.before_established, reach),
                     number_test(box.a, detail), number_test(box.b, detail)});
  }
  return boxes;
}

std::optional<std::span<const ValueRange>> ranges_for(Field field, const RuleTests& tests, const BoxTests& box) {
  switch (field) {
    case Field::SourceLarge:
    case Field::Source:
    case Field::DestinationLarge:
    case Field::Destination: return tests.addresses[static_cast<std::size_t>(field)];
    case Field::Protocol: return box.protocol;
    case Field::First: return box.first;
    case Field::Second: return box.second;
  }
  return std::nullopt;
}

}  // namespace

Word rule_diagram(Diagram& diagram, const FieldOrder& order, const RuleTests& tests, const Reach& reach) {
  std::vector<Word> made;
  for (const BoxTests& box : box_tests(tests, reach)) {
    Word at = tests.leaf;
    for (auto field = order.rbegin(); field != order.rend(); ++field) {
      if (const auto ranges = ranges_for(*field, tests, box)) at = diagram.test(*field, *ranges, at);
    }
    made.push_back(at);
  }
  return diagram.overlay_all(made);
}

}  // namespace sgc::targets::xdp
