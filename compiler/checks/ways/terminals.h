// The ends of journeys, over whole sets: whose outbound list packets from a who meet, and whose inbound list packets
// to a who. The rules are those of compiler/ir/trace.h, for all addresses of a set at once.
#pragma once

#include <map>
#include <vector>

#include "compiler/checks/ways/list_classes.h"
#include "compiler/ir/trace.h"

namespace sgc::checks {

// Addresses that one list speaks for.
struct Terminal {
  ir::PointId named;    // the point by which this end was said; unknown: by address
  ir::PointId speaker;  // the point whose list is asked; unknown: nobody's is
  AddressSet addresses;
};

// Points with equal lists are asked once, by the first of them.
class Terminals {
 public:
  explicit Terminals(const ir::Policy& policy) : policy_(policy), classes_(policy) {}

  // Where the packets of an assertion come from, and go to. A point that is named is asked; an address as a source is
  // nobody's, as a destination its owners'. A group that is named is its members and the instances that bind it, also where
  // those lie outside its members: their lists are the group's. Without ends that have no address.
  std::vector<Terminal> sources(ir::WhoId who) const;
  std::vector<Terminal> destinations(ir::WhoId who) const;

  // Of the points that speak for this one: one for each different list of that direction.
  std::vector<ir::PointId> speakers(ir::PointId point, ir::Direction direction) const;

  // Who is asked about these addresses of a point: instances about their own, and all of them about those that none has,
  // which come last.
  std::vector<Terminal> ends_at(ir::PointId point, const AddressSet& addresses, ir::Direction direction) const;

  const ListClasses& classes() const { return classes_; }

 private:
  class Owners;

  const ir::Policy& policy_;
  ListClasses classes_;
};

}  // namespace sgc::checks
