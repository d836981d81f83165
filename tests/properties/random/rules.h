// Rules and the lists of them.
#pragma once

#include "tests/properties/random/draft.h"

namespace sgc::properties {

enum class Way : std::uint8_t { Inbound, Outbound };

// `inbound { … }` or `outbound { … }`, indented by two, with a default or without. `self` is what the point stands
// for; empty where it has no addresses.
std::string rule_block(Draft& draft, Way way, const AddressSet& self);

// "log" or "log \"…\"" with a blank before, or nothing.
std::string maybe_log(Draft& draft);

}  // namespace sgc::properties
