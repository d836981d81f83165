// The program. The one place that catches what should never be thrown.
#include <fmt/format.h>

#include <exception>
#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/version.h"

namespace {

int bug(const sgc::driver::World& world, const std::string& what) {
  sgc::driver::print(
      world.err,
      fmt::format("sgc: this is a bug in sgc {}, not in your policy: {}\n"
                  "   = help: nothing was written; please report this line, the command line and, if "
                  "you may, the policy\n",
                  sgc::driver::kVersion, what));
  return sgc::driver::kBug;
}

}  // namespace

int main(int argc, char** argv) {
  const sgc::driver::World world = sgc::driver::process_world();
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return sgc::driver::run(arguments, world);
  } catch (const std::exception& error) {
    return bug(world, error.what());
  } catch (...) {
    return bug(world, "something was thrown that is no exception");
  }
}
