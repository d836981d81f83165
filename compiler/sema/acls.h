// `derive` in an acl: the rules that the stateful points inside its subnets need, replies included.
#pragma once

#include "compiler/sema/context.h"
#include "compiler/sema/whos.h"

namespace sgc::sema {

// Adds to each acl with `derive`, after its own rules, what the allow rules of points with addresses in its subnets
// need. Before: all other lists are assembled. Notes a default allow, from which nothing is derived.
void derive_acl_rules(Whos& whos, Context& context);

}  // namespace sgc::sema
