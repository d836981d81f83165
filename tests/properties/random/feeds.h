// Feeds of a random policy: files with lines of addresses, and the flags with which they are read.
#pragma once

#include "tests/properties/random/draft.h"

namespace sgc::properties {

// `file "…"` with its flags, and what it holds. Adds the file to the draft.
Who new_feed(Draft& draft);

// A feed that is not there, and may be: `file "…" optional`. Means nothing.
std::string missing_feed(Draft& draft);

}  // namespace sgc::properties
