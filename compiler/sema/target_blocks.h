// `target NAME { … }` blocks, held against what the targets declare.
#pragma once

#include "compiler/sema/symbols.h"

namespace sgc::sema {

// Fills the policy's target settings: all blocks of one target as one. Reports unknown targets, options, values,
// quotas and bound names, and what is said twice.
void lower_target_blocks(const ast::Policy& written, const Symbols& symbols, Context& context);

}  // namespace sgc::sema
