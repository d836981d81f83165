// From a point of the policy to its XDP program: every decision, and everything there is to say about it.
#pragma once

#include <optional>

#include "targets/target.h"
#include "targets/xdp/program.h"

namespace sgc::targets::xdp {

// Reports SGC43xx. Nothing where an error was reported.
std::optional<Program> lower(const Request& request, const ir::Point& point, const Settings& settings, Sink& sink);

// All of it that does not hang on the list's tables.
Program program_without_tables(const Request& request, const ir::Point& point, const Settings& settings);

// Whether XDP has something to enforce there: not for acls, nor for what is somebody else's.
bool is_own(const ir::Point& point);

}  // namespace sgc::targets::xdp
