// From a request to files, with limits of one's own: what the target's constant calls with the ordinary ones.
#pragma once

#include <vector>

#include "compiler/diag/sink.h"
#include "targets/iptables/limits.h"
#include "targets/target.h"

namespace sgc::iptables {

// Three files for each point that has some; see targets::Target::emit.
std::vector<targets::OutputFile> emit_files(const targets::Request& request, const Limits& limits, Sink& sink);

}  // namespace sgc::iptables
