// Blacklists: what is written, checked, and put first on the points that they are on.
#pragma once

#include "compiler/sema/draft.h"
#include "compiler/sema/rules.h"
#include "compiler/sema/symbols.h"

namespace sgc::sema {

// Fills the policy's blacklists and adds their denies to the drafts, in the order written.
void lower_blacklists(const Symbols& symbols, Rules& rules, Whos& whos, Drafts& drafts, Context& context);

}  // namespace sgc::sema
