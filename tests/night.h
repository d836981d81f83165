// By night (preset nightly) tests try more than a change can wait for.
#pragma once

#include <cstdlib>

namespace sgc {

inline bool at_night() { return std::getenv("SGC_NIGHTLY") != nullptr; }

}  // namespace sgc
