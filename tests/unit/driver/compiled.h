// A policy compiled in memory, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "compiler/diag/render.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/memory_loader.h"

namespace sgc::driver {

// `text` as policy.sg, with the loader's files beside it.
inline Compilation compiled(const std::string& text, MemoryLoader loader = {}, CompileSettings settings = {},
                            SeverityPolicy severities = {}) {
  loader.add("policy.sg", text);
  StageLog log;
  return compile({loader.load_include("policy.sg", "")}, loader, settings, std::move(severities), log);
}

// The policy of a text without errors.
inline Compilation sound(const std::string& text) {
  Compilation run = compiled(text);
  EXPECT_FALSE(run.sink.has_errors()) << render_text({run.sink.all(), run.sources}, false);
  return run;
}

}  // namespace sgc::driver
