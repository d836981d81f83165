// What the rules of a list are called in a program.
#pragma once

#include <vector>

#include "targets/target.h"
#include "targets/xdp/program.h"

namespace sgc::targets::xdp {

// The rules of the inbound list, then its default.
std::vector<CountedRule> counted_rules(const Request& request, const ir::Point& point);

}  // namespace sgc::targets::xdp
