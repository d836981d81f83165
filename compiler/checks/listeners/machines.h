// The machines that a listener's packets are sent to, each with the list that is asked about it.
#pragma once

#include "compiler/checks/subject.h"

namespace sgc::checks {

// For a backend that instances bind, the instances with their own addresses among its members; of those that no list
// on the way tells apart the first alone. An instance that has none of the members' addresses is asked about those
// that no other has. For any other backend the group, with all members; without a speaker where it is somebody else's.
std::vector<Terminal> machines_of(const Subject& subject, ir::PointId balancer, const ir::Listener& listener);

}  // namespace sgc::checks
