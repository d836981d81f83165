// The same rules written otherwise: what a person changes in a day, and what a tool that rewrites everything makes.
#pragma once

#include "tests/bench/generate/rule_set.h"

namespace sgc::generate {

// So many times a rule is dropped, moved by a few places, copied, or gets the other verdict.
RuleSet edit(const RuleSet& rules, std::size_t edits, std::uint64_t seed);

// Every rule that has two addresses or two ports is written as two rules, each with half of them. Means the same.
RuleSet halve(const RuleSet& rules);

}  // namespace sgc::generate
