// Names and texts of a random policy.
#pragma once

#include <string>

#include "tests/properties/random/draft.h"

namespace sgc::properties {

// A name that nothing has yet; now and then a keyword of the language that is not reserved.
std::string new_name(Draft& draft);
std::string new_service_name(Draft& draft);

// A string of the language, quotes included: a harmless one, or one that tries to break out of where it is put.
std::string text(Draft& draft);

// The same, at most `most` bytes between its quotes and on one line.
std::string short_text(Draft& draft, std::size_t most);

}  // namespace sgc::properties
