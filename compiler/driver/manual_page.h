// The manual page, sgc(1), written from the table of the command line.
#pragma once

#include <string>

namespace sgc::driver {

// In the language of man(7), ASCII only. The same for every build of one version.
std::string manual_page();

}  // namespace sgc::driver
