// Finds out why a text is no address for sgc, and what its writer may have meant. Nothing is accepted here.
#pragma once

#include <string_view>

#include "compiler/net/parse_address.h"

namespace sgc {

// Before: parse_address refuses `text`. After: a fault, the first one from the left where there are several;
// a mend that parse_address accepts, or none.
ParsedAddress explain_address(std::string_view text);

}  // namespace sgc
