// The two sides of a rule as a security group sees them. The near side is the machine that the group is around: a
// cloud's rule does not test it, so a rule that does is exact only where it covers all of the point's own addresses.
// The far side becomes references, where the cloud has one, and addresses.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"
#include "targets/cloud/traffic.h"

namespace sgc::targets::cloud {

ir::WhoId near_side(const ir::Rule& rule, ir::Direction direction);
ir::WhoId far_side(const ir::Rule& rule, ir::Direction direction);

// The addresses that packets at this list have on its near side: of a load balancer, inbound, its VIPs; else the
// point's own. Empty where the policy does not say.
const AddressSet& near_addresses(const ir::Policy& policy, const ir::Point& point, ir::Direction direction);

// What a rule's near side says of the point's own addresses, in one family.
enum class Near : std::uint8_t {
  Everything,  // all of them: testing it changes nothing
  Nothing,     // none of them, or the point has none of this family: the rule takes no packet here
  Part,        // some of them, or the policy does not say which the point's own are
};

Near near_of(const AddressSet& side, const AddressSet& own, Family family);

// A far side: each item of `references` by its id at the cloud, and the addresses of the rest.
struct FarSide {
  std::vector<ir::WhoItem> references;
  AddressSet addresses;

  // The families in which this side has anything.
  Families families;
};

// Splits a far side. `refers` says which points and prefix lists have an id of their own at this cloud; with an
// exception in the side there is no reference, and all of it is addresses; nor is there one to a group whose members are
// not the machines that hold it (holders.h). Addresses of a reference that the cloud
// would not match, because it knows members by their private addresses alone, are listed beside it.
FarSide split_far_side(const ir::Policy& policy, const ir::Who& who, bool (*refers)(const ir::Policy&, const ir::WhoItem&));

// The IPv4 addresses that clouds use inside: RFC 1918, and the shared space of RFC 6598.
const AddressSet& private_v4();

// The members of a referenced point that a reference does not match: public IPv4 addresses outside its network. Of a
// load balancer none: it comes to its backends by its private addresses, whatever its VIP.
AddressSet public_members(const ir::Policy& policy, const ir::Point& point);

// The families of a set.
Families families_of(const AddressSet& set);

}  // namespace sgc::targets::cloud
