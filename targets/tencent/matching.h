// What the rules of each kind of list at Tencent Cloud can match, for the ruling before anything is emitted.
#pragma once

#include "targets/cloud/rulings.h"

namespace sgc::targets::tencent {

extern const cloud::Matching kGroupMatching;      // security groups, of instances and of load balancers
extern const cloud::Matching kQuintupleMatching;  // network ACLs: the wider of their two forms

// A service in pieces as entries of a network ACL say them. Disjoint pieces of «tcp sport 1024, tcp 22-80» would have a
// range of ports from 0 to 21, which no entry takes; the whole range, overlapping the other piece, says the same.
std::vector<cloud::Traffic> acl_pieces(const ServiceSet& services, cloud::Families families);

}  // namespace sgc::targets::tencent
