// A rule as boxes: for each field the values it takes. A rule whose service is not one rectangle is several boxes
// with one leaf.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "compiler/net/service_set.h"
#include "targets/xdp/field.h"
#include "targets/xdp/protocol_classes.h"

namespace sgc::targets::xdp {

// By field, ascending and disjoint; nothing for a field that is not tested. Whoever makes a box keeps the ranges.
struct Box {
  std::array<std::span<const ValueRange>, kFields> ranges;
  Word leaf = kNoRule;
};

// Which packets the rules of a list are asked about, beside what their services say.
struct Reach {
  Family family = Family::V4;
  bool cuts_established = false;  // packets of established connections are asked about too (see Field::Protocol)
  const ProtocolClasses* protocols = nullptr;
};

// Makes the boxes of services and keeps their ranges, those of equal services once.
class ServiceBoxes {
 public:
  explicit ServiceBoxes(const Reach& reach) : reach_(reach), everything_(ServiceSet::all(reach.family)) {}

  // Appends to `boxes` a copy of `rule` for each box of the service. `before_established`: the rule decides about
  // established traffic too. Before: equal services are one object, of rules that
  // the classes of protocols were made for; `rule` tests no field of services.
  void append(std::vector<Box>& boxes, const Box& rule, const ServiceSet& service, bool before_established);

 private:
  using Ranges = std::vector<ValueRange>;
  struct Tests {
    Ranges protocol;
    Ranges first;
    Ranges second;
  };

  const std::vector<Tests>& tests_of(const ServiceSet& service, bool before_established);
  std::vector<Tests> make_tests(const ServiceSet& service, bool before_established) const;
  Ranges protocol_test(ValueRange protocols, bool before_established) const;
  void add_classes(ValueRange protocols, Ranges& classes) const;

  Reach reach_;
  ServiceSet everything_;
  std::map<std::pair<const ServiceSet*, bool>, std::vector<Tests>> known_;
};

}  // namespace sgc::targets::xdp
