#include "compiler/std/prelude.h"
#include "compiler/support/assert.h"

namespace sgc {

std::string_view prelude_text() {
  const auto files = prelude_files();
  SGC_ASSERT(files.size() == 1, "the prelude is one file");
  return files.front().text;
}

}  // namespace sgc
