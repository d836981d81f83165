// What `sgc check -v` tells of each list.
#pragma once

#include <string>

#include "compiler/checks/check_statistics.h"

namespace sgc::driver {

// A table, a line a list; empty where there is no list. A "+" behind the pairs: there are more.
std::string statistics_text(const checks::CheckStatistics& statistics);

}  // namespace sgc::driver
