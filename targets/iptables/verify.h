// Proves that the files of a request say what its policy says, from their texts alone.
#pragma once

#include <span>

#include "targets/target.h"

namespace sgc::iptables {

// See targets::Target::verify.
void verify_files(const targets::Request& request, std::span<const targets::OutputFile> files, Sink& sink);

}  // namespace sgc::iptables
