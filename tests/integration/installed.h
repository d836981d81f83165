// sgc as `cmake --install` puts it on a machine, in a folder of its own.
#pragma once

#include <string>

namespace sgc {

// The prefix that the sgc of this build was installed to, once for all tests of the program; it goes away at the
// program's end. Its path has a blank.
const std::string& installed_prefix();

// Whether a program is there.
bool has_program(const std::string& name);

}  // namespace sgc
