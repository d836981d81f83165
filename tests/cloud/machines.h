// Where the machines of a group are at a cloud: those of the policy's instances that hold it, and unknown ones where
// `members` says and no instance is.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::cloud_test {

AddressSet machines_of(const ir::Policy& policy, const ir::Point& group);

}  // namespace sgc::cloud_test
