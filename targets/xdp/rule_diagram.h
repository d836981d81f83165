// One rule as a diagram: the tests of its sides and of its service, in the order of the diagram's fields.
#pragma once

#include <optional>

#include "compiler/net/service_set.h"
#include "targets/xdp/diagram.h"

namespace sgc::targets::xdp {

// Which packets the rules of a list are asked about, beside what their services say.
struct Reach {
  Family family = Family::V4;
  bool cuts_established = false;  // packets of established connections are asked about too (see Field::Protocol)
};

struct RuleTests {
  // By field; nothing for a field that is not tested. Those of Protocol, First and Second come from `service`.
  std::array<std::optional<std::span<const ValueRange>>, kFields> addresses;
  const ServiceSet* service = nullptr;
  bool before_established = false;  // the rule decides about established traffic too
  Word leaf = kNoRule;
};

// A diagram that ends in the rule's leaf for the packets that it matches, and in kNoRule for others.
Word rule_diagram(Diagram& diagram, const FieldOrder& order, const RuleTests& tests, const Reach& reach);

}  // namespace sgc::targets::xdp
