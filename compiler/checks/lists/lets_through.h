// Whether a list lets any packet of a service through at all: of the families that its machines have, or of both where
// nobody said who they are.
#pragma once

#include "compiler/checks/lists/list_facts.h"
#include "compiler/checks/subject.h"

namespace sgc::checks {

space::Truth lets_any_through(const ListSubject& subject, const ServiceSet& services);

}  // namespace sgc::checks
