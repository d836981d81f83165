// How the examples of a page are run, and whether they can be here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/kind.h"
#include "tests/golden/page_blocks.h"

namespace sgc {

// The lines of the example's console; without one, the line that checks its policy so that this code can
// show.
std::vector<std::string> lines_of(const CatalogRow& row, const Example& example);

// Why these lines cannot be run here: a target that this sgc does not have, or root is needed.
std::optional<std::string> why_not_run(const std::vector<std::string>& lines);

// The first `target NAME {` of the example's policy that this sgc does not have.
std::optional<std::string> unknown_target_block(const Example& example);

}  // namespace sgc
