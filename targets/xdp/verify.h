// What `--verify` proves of programs: read back from their text alone, they decide like the policy's lists, for every
// packet, and the rest of the text is what sgc writes.
#pragma once

#include "targets/target.h"

namespace sgc::targets::xdp {

// Reports SGC4005 with a packet where a file differs, SGC4006 where nothing can be proved of it.
void verify_files(const Request& request, std::span<const OutputFile> files, Sink& sink);

}  // namespace sgc::targets::xdp
