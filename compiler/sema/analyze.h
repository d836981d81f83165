// From what was written to what it means: names resolved, feeds read, listeners, blacklists, instances and acls turned
// into rule lists. The one door between the two halves of the compiler.
#pragma once

#include <cstdint>
#include <span>

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "compiler/support/loader.h"
#include "compiler/support/source_map.h"

namespace sgc::sema {

struct Options {
  std::int32_t today = 0;  // days since 1970-01-01 UTC, for `expires`
  std::span<const ir::TargetSpec> targets;  // whose `target` blocks are known
  bool verbose = false;    // list what is else only counted (rules of one family)
};

// Reports SGC2xxx, and SGC3030, SGC3031 where the finding is about what was written rather than about rule lists.
// The policy is complete when nothing was reported as an error; otherwise it holds what could be made of the rest, and
// must not be emitted. `prelude` is the built-in file, whose declarations any other hides.
ir::Policy analyze(const ast::Policy& written, const ast::File& prelude, SourceMap& sources, Loader& loader,
                   const Options& options, Sink& sink);

}  // namespace sgc::sema
