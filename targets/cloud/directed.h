// What has a list for each direction: a security group, a network ACL.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::targets::cloud {

template <class List>
struct Directed {
  List ingress;
  List egress;

  List& list(ir::Direction direction) { return direction == ir::Direction::Inbound ? ingress : egress; }
  const List& list(ir::Direction direction) const { return direction == ir::Direction::Inbound ? ingress : egress; }
};

}  // namespace sgc::targets::cloud
