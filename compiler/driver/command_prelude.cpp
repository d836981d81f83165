// `sgc prelude` and `sgc --version`.
#include <fmt/format.h>

#include "compiler/driver/commands.h"
#include "compiler/driver/report.h"
#include "compiler/driver/version.h"
#include "compiler/std/prelude.h"

namespace sgc::driver {

ExitStatus run(const PreludeCommand&, const World& world) {
  return print_result(world, prelude_text());
}

ExitStatus run(const VersionCommand&, const World& world) {
  return print_result(world, fmt::format("sgc {}\n", kVersion));
}

}  // namespace sgc::driver
