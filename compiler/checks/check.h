// A check: a name, a sentence, and what it does. Either it looks at one list after the other, or at the policy as a
// whole. What several checks need of a list is worked out once (ListFacts).
#pragma once

#include <span>
#include <string_view>

#include "compiler/checks/subject.h"

namespace sgc::checks {

struct Check {
  std::string_view name;      // the finding's, or what its findings have in common
  std::string_view sentence;  // what it looks for
  void (*of_list)(const ListSubject& subject, Sink& sink) = nullptr;  // one of the two
  void (*of_policy)(const Subject& subject, Sink& sink) = nullptr;
};

// Every one, in the order in which they run.
std::span<const Check> all_checks();

}  // namespace sgc::checks
