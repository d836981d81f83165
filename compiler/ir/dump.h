// The policy as JSON, for `--emit ir` and for the goldens.
#pragma once

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::ir {

// Indented JSON: points with both lists, each rule with its sets, its origin and its place as "file:line".
std::string dump(const Policy& policy, const SourceMap& sources);

}  // namespace sgc::ir
