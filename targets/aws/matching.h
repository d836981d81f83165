// What the rules of AWS can match: neither source ports, nor ports of other protocols than tcp and udp, nor the near
// side; in security groups and network ACLs alike.
#pragma once

#include "targets/cloud/rulings.h"

namespace sgc::targets::aws {

extern const cloud::Matching kMatching;

}  // namespace sgc::targets::aws
