// Puts each point's rules one after the other: blacklists, block, listeners, intra-group, default; and composes the
// lists of instances from those of their groups.
#pragma once

#include "compiler/sema/draft.h"
#include "compiler/sema/rules.h"
#include "compiler/sema/statements.h"

namespace sgc::sema {

// Adds the rules of every point's own blocks, and `intra-group allow`, to the drafts; sets the defaults.
void lower_blocks(const PointStatements& blocks, Rules& rules, Whos& whos, Drafts& drafts, Context& context);

// Moves the drafts into the lists of security groups, load balancers and acls, and then of instances.
void assemble_lists(Drafts& drafts, Context& context);

}  // namespace sgc::sema
