// What `-v` tells of each feed that was read, so that a truncated or swollen one shows at a glance.
#pragma once

#include <string>

#include "compiler/ir/policy.h"

namespace sgc::driver {

// A table, a line a feed; empty where there is no feed.
std::string feeds_text(const ir::Policy& policy);

}  // namespace sgc::driver
