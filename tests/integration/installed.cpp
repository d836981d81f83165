#include "tests/integration/installed.h"

#include "tests/integration/workplace.h"

namespace sgc {

const std::string& installed_prefix() {
  static const Workplace place;
  static const std::string prefix = [] {
    const ProgramResult run = run_program(
        {{"cmake", "--install", SGC_BINARY_DIR, "--prefix", place / "in stalled"}, place.path(), {}, {}});
    return run.status == 0 ? place / "in stalled" : "not installed: " + run.err;
  }();
  return prefix;
}

bool has_program(const std::string& name) {
  return run_shell("command -v " + name, "/").status == 0;
}

}  // namespace sgc
