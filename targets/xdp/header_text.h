// The comment at the head of a program: what it is, how it is built, loaded, attached and taken away again, what it
// enforces and what not, and what its tables cost.
#pragma once

#include <string>

#include "targets/xdp/program.h"

namespace sgc::targets::xdp {

std::string header_text(const Program& program);

// Text of the user's as it may stand in a comment of C: nothing that begins or ends one, no control characters.
std::string comment_safe(std::string_view text);

}  // namespace sgc::targets::xdp
