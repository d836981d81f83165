#include "compiler/frontend/parse.h"

#include "compiler/frontend/cutter.h"
#include "compiler/frontend/outline.h"

namespace sgc {

ast::File parse(FileId file, const SourceMap& sources, Sink& sink) {
  frontend::Cutter cutter(file, sources.text(file), sink);
  return {file, frontend::read_declarations(cutter)};
}

}  // namespace sgc
