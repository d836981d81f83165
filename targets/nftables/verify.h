// Proves that emitted files say what the policy says: reads them back from their text alone and compares, over all
// packets, what they enforce with the lists of the policy.
#pragma once

#include <span>

#include "compiler/diag/sink.h"
#include "targets/target.h"

namespace sgc::nftables {

// See targets::Target::verify.
void verify_files(const targets::Request& request, std::span<const targets::OutputFile> files, Sink& sink);

}  // namespace sgc::nftables
