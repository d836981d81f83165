// From a request to files, with limits of one's own: what the target's constant calls with the ordinary ones.
#pragma once

#include <vector>

#include "compiler/diag/sink.h"
#include "targets/nftables/limits.h"
#include "targets/target.h"

namespace sgc::nftables {

// One file for each point that has one; see targets::Target::emit.
std::vector<targets::OutputFile> emit_files(const targets::Request& request, const Limits& limits, Sink& sink);

}  // namespace sgc::nftables
