// Rules and the lists of them.
#pragma once

#include "tests/properties/random/draft.h"

namespace sgc::properties {

// `inbound { … }` or `outbound { … }` of a point, indented by two, with a default or without. `self` is what the point
// stands for. What the rules mean goes to the draft.
std::string rule_block(Draft& draft, const std::string& point, Way way, const AddressSet& self);

// "log" or "log \"…\"" with a blank before, or nothing.
std::string maybe_log(Draft& draft);

}  // namespace sgc::properties
