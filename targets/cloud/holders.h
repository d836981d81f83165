// The machines that a reference matches. At the clouds a rule that names a security group matches the machines that
// hold the group; in the policy the name stands for its `members`. Where an instance of the policy tells the two apart
// (it holds the group with an address outside the members, or has one of their addresses without holding it), a rule is
// not written by reference. Machines that the policy does not know are taken to be where `members` says.
#pragma once

#include <optional>

#include "compiler/ir/policy.h"

namespace sgc::targets::cloud {

// An instance that tells members and machines apart.
struct Misfit {
  const ir::Point* instance = nullptr;
  bool holds = false;    // the group, with addresses outside the members; else it has members' addresses and does not
  AddressSet addresses;  // those
};

// The first one of a group, or of a load balancer, which no instance holds.
std::optional<Misfit> misfit_of(const ir::Policy& policy, ir::PointId point);

// What a reference to the point matches: its members without the instances that do not hold it, and those that do; of
// all these the addresses that references know.
AddressSet matched_by_reference(const ir::Policy& policy, ir::PointId point);

// The addresses of machines that a reference to the point can match at all: private ones, those of its network, and
// IPv6. Of a load balancer all: it comes to its backends by private addresses, whatever its VIP.
AddressSet known_to_references(const ir::Policy& policy, const ir::Point& point);

}  // namespace sgc::targets::cloud
