// Where packets stop that come through nowhere: the list and the rule, on the way that leads farthest.
#pragma once

#include <span>

#include "compiler/checks/subject.h"
#include "compiler/checks/ways/passage.h"

namespace sgc::checks {

// Adds to the finding which list stops them, with a note at the rule that decides one packet that got so far, and that
// packet. Returns the list in words: "the inbound list of 'backend'"; empty where no single list does it. Before: no
// packet of any of the routes comes through, and there is a route.
std::string name_obstacle(const Subject& subject, Passage& passage, std::span<const Route> routes,
                          Diagnostic& finding);

}  // namespace sgc::checks
