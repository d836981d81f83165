// What the rules of each kind of list at Tencent Cloud can match, for the ruling before anything is emitted.
#pragma once

#include "targets/cloud/rulings.h"

namespace sgc::targets::tencent {

extern const cloud::Matching kGroupMatching;      // security groups, of instances and of load balancers
extern const cloud::Matching kQuintupleMatching;  // network ACLs: the wider of their two forms

}  // namespace sgc::targets::tencent
