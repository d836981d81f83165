#include "compiler/driver/commands.h"
#include "compiler/driver/report.h"

namespace sgc::driver {

ExitStatus run(std::span<const std::string> arguments, const World& world) {
  ParsedOptions parsed = parse_options(arguments);
  if (auto* wrong = std::get_if<Diagnostic>(&parsed)) return report(world, std::move(*wrong));
  return std::visit([&](const auto& command) { return run(command, world); }, std::get<Command>(parsed));
}

}  // namespace sgc::driver
