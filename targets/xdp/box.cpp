#include "targets/xdp/box.h"

#include "compiler/support/assert.h"

namespace sgc::targets::xdp {
namespace {

// Ranges that reach the end of what a field can be are written to the end of what a key can be.
ValueRange stretched(ValueRange range, std::uint32_t last_possible) {
  return {range.first, range.last == last_possible ? kLastFieldValue : range.last};
}

std::vector<ValueRange> number_test(NumberRange numbers, Detail detail) {
  const NumberRange full = full_range(detail);
  if (numbers == full) return {};
  return {stretched({numbers.first, numbers.last}, full.last)};
}

}  // namespace

void ServiceBoxes::append(std::vector<Box>& boxes, const Box& rule, const ServiceSet& service,
                          bool before_established) {
  for (const Tests& tests : tests_of(service, before_established)) {
    Box box = rule;
    box.ranges[static_cast<std::size_t>(Field::Protocol)] = tests.protocol;
    box.ranges[static_cast<std::size_t>(Field::First)] = tests.first;
    box.ranges[static_cast<std::size_t>(Field::Second)] = tests.second;
    boxes.push_back(box);
  }
}

const std::vector<ServiceBoxes::Tests>& ServiceBoxes::tests_of(const ServiceSet& service, bool before_established) {
  const auto [known, fresh] = known_.try_emplace({&service, before_established});
  if (fresh) known->second = make_tests(service, before_established);
  return known->second;
}

std::vector<ServiceBoxes::Tests> ServiceBoxes::make_tests(const ServiceSet& service, bool before_established) const {
  // Every protocol: nothing to test but, where that matters, whether the packet is of an established connection.
  if (service.restricted_to(reach_.family) == everything_) {
    if (!reach_.cuts_established || before_established) return {Tests{}};
    return {Tests{protocol_test({0, protocol::kLast}, false), {}, {}}};
  }

  std::vector<Tests> all;
  for (const ServiceBox& box : service.boxes()) {
    if (box.family != reach_.family) continue;
    const Detail detail = detail_of(box.family, box.first_protocol);
    all.push_back({protocol_test({box.first_protocol, box.last_protocol}, before_established),
                   number_test(box.a, detail), number_test(box.b, detail)});
  }
  return all;
}

ServiceBoxes::Ranges ServiceBoxes::protocol_test(ValueRange protocols, bool before_established) const {
  Ranges classes;
  add_classes(protocols, classes);
  if (reach_.cuts_established && before_established) {
    add_classes({protocols.first + kEstablishedProtocol, protocols.last + kEstablishedProtocol}, classes);
  }
  return classes;
}

// Before: all of `classes` are less.
void ServiceBoxes::add_classes(ValueRange protocols, Ranges& classes) const {
  const auto these = reach_.protocols->classes_in(protocols);
  SGC_ASSERT(these, "the classes of protocols are those of the list");
  for (const ValueRange range : *these) classes.push_back(stretched(range, reach_.protocols->last(reach_.cuts_established)));
}

}  // namespace sgc::targets::xdp
