// A Model as the text of its file. No decisions: what is said here was decided in lower().
#pragma once

#include <string>

#include "targets/nftables/model.h"
#include "targets/target.h"

namespace sgc::nftables {

std::string print(const Model& model, const targets::Request& request, const Services& services);

// The remark at the head of a file: what it is for, how to load it, what it leaves alone.
std::string print_header(const Model& model, const targets::Request& request);

}  // namespace sgc::nftables
