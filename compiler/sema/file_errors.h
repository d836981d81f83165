// One wording for a file that a policy names and that cannot be had.
#pragma once

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/sema/context.h"
#include "compiler/support/loader.h"

namespace sgc::sema {

// Reports why `loaded` is not Ok, at the path as written. Before: its status is not Ok.
void report_file_error(const LoadedFile& loaded, const ast::String& path, Sink& sink);

inline void report_file_error(const LoadedFile& loaded, const ast::String& path, Context& context) {
  report_file_error(loaded, path, context.sink);
}

}  // namespace sgc::sema
