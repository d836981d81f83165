// What stands before a group on its instances. There a deny of an earlier group, or a blacklist on the instance, holds for
// the allows of all groups behind it; at AWS groups do not hear of each other. So each group's allows are cut around what
// is before it, where that is the same on all its instances. Where it is not, the proof of the instances says so.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::targets::aws {

struct InContext {
  ir::Point point;       // the group, with the rules of others before its own
  std::size_t from = 0;  // its own begin here
};

InContext in_context(const ir::Policy& policy, ir::PointId group, ir::Direction direction);

}  // namespace sgc::targets::aws
