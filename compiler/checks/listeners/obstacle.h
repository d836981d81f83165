// Where packets stop that come through nowhere: the lists and the rules.
#pragma once

#include <span>

#include "compiler/checks/subject.h"
#include "compiler/checks/ways/passage.h"

namespace sgc::checks {

// Adds to the finding which lists stop them, each with a note at the rule that decides one packet that got so far, and that
// packet for the first of them. One list that stops them all by itself is named alone. Returns the lists in words: "the
// inbound list of 'edge' and the inbound list of 'backend' together deny"; empty where it was not decided. Before: no packet
// of any of the routes comes through, and there is a route.
std::string name_obstacles(const Subject& subject, Passage& passage, std::span<const Route> routes, Diagnostic& finding);

}  // namespace sgc::checks
