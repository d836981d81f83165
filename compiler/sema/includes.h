// Follows `include` from the files of the command line and brings the whole policy together, each file once.
#pragma once

#include <functional>
#include <span>

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/support/loader.h"
#include "compiler/support/source_map.h"

namespace sgc::sema {

// A file of the command line, read already.
struct RootFile {
  FileId id;
  std::string identity;  // as Loader gives it: two paths to one file have one identity
};

// The syntax of one file; the driver passes the frontend's parse.
using ParseFile = std::function<ast::File(FileId)>;

// Parses the roots and what they include, depth first: a file stands before the one that includes it. A file is read
// once however often it is named. Reports SGC2xxx: a file that is missing, unreadable or outside, a cycle.
ast::Policy collect_files(std::span<const RootFile> roots, const ParseFile& parse, SourceMap& sources,
                          Loader& loader, Sink& sink);

}  // namespace sgc::sema
