// What the policy's part of a program says but for its tables, held against what sgc writes for the policy and these
// tables. Remarks are nobody's decision: the list of rules that is a comment, and the places in the names of counters, are
// those of the day on which the file was written, and lines above a rule may have moved it since.
#pragma once

#include "targets/xdp/program.h"
#include "targets/xdp/read_source.h"

namespace sgc::targets::xdp {

// Throws host::Unreadable at the first line that says something else.
void compare_part(const PolicyPart& part, const Program& program);

}  // namespace sgc::targets::xdp
