// Lists of services that exist in the families in which they are wanted.
#pragma once

#include <span>

#include "tests/properties/random/draft.h"

namespace sgc::properties {

// Services of which something exists in one of these families at least.
What any_what(Draft& draft, std::span<const Family> families);

// `service NAME { … }`, which goes to the draft's services.
std::string new_service(Draft& draft);

// Services of the prelude, which a policy may name.
void add_prelude_services(Draft& draft);

}  // namespace sgc::properties
