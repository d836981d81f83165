// The tree as JSON, for `--emit ast`.
#pragma once

#include <string>

#include "compiler/ast/ast.h"
#include "compiler/support/source_map.h"

namespace sgc::ast {

// Indented JSON; every node carries its place as "file:line:column".
std::string dump(const Policy& policy, const SourceMap& sources);

}  // namespace sgc::ast
