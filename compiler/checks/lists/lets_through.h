// Whether a list lets any packet of a service through at all.
#pragma once

#include "compiler/checks/lists/list_facts.h"

namespace sgc::checks {

space::Truth lets_any_through(ListFacts& facts, const ServiceSet& services);

}  // namespace sgc::checks
