// The checks' functions, declared from the one list of them.
#pragma once

#include "compiler/checks/check.h"

namespace sgc::checks {

#define SGC_LIST_CHECK(function, name, sentence) void function(const ListSubject& subject, Sink& sink);
#define SGC_POLICY_CHECK(function, name, sentence) void function(const Subject& subject, Sink& sink);
#include "compiler/checks/all_checks.def"
#undef SGC_LIST_CHECK
#undef SGC_POLICY_CHECK

}  // namespace sgc::checks
