// A subnet has one network ACL at every cloud. The language takes two around the same addresses, and asks both; a plan
// could only bind one after the other, and the last would stay.
#pragma once

#include <span>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace sgc::targets::cloud {

// Reports each acl of these points that shares addresses of its subnets with an earlier acl of the policy. Two that name
// different networks share none.
void report_shared_subnets(const ir::Policy& policy, std::span<const ir::PointId> points, std::string_view cloud, Sink& sink);

}  // namespace sgc::targets::cloud
