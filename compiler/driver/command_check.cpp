// `sgc check`: what `sgc compile` does, without output.
#include "compiler/driver/commands.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/feeds_text.h"
#include "compiler/driver/progress.h"
#include "compiler/driver/read_policy.h"
#include "compiler/driver/report.h"
#include "compiler/driver/statistics_text.h"

namespace sgc::driver {
namespace {

Compilation check(const CheckCommand& command, const World& world, StageLog& log) {
  DiskLoader loader(command.policy.files, command.policy.include_folders, world, log);
  Compilation nothing(severities_of(command.policy));
  const auto policy = read_policy(command.policy, loader, world, nothing.sink);
  if (!policy) return nothing;

  CompileSettings settings;
  settings.targets = command.targets;
  settings.checks = command.checks;
  settings.today = policy->today;
  settings.verbose = command.policy.verbose;
  settings.jobs = jobs_of(command.policy);
  return compile(policy->roots, loader, settings, severities_of(command.policy), log);
}

}  // namespace

ExitStatus run(const CheckCommand& command, const World& world) {
  StageLog log;
  const Compilation compilation = [&] {
    const Progress progress(world, command.policy.progress, log);
    return check(command, world, log);
  }();

  const ExitStatus status = report(world, command.policy, compilation.sink, compilation.sources);
  if (command.policy.verbose) print(world.err, feeds_text(compilation.policy) + statistics_text(compilation.statistics) + timings_text(log));
  return status;
}

}  // namespace sgc::driver
