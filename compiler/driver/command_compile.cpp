// `sgc compile`.
#include "compiler/diag/catalog.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/feeds_text.h"
#include "compiler/driver/progress.h"
#include "compiler/driver/read_policy.h"
#include "compiler/driver/report.h"
#include "compiler/driver/write_output.h"

namespace sgc::driver {
namespace {

CompileSettings settings_of(const CompileCommand& command, std::int32_t today) {
  CompileSettings settings;
  settings.targets = command.targets;
  settings.points = command.points;
  settings.shard = command.shard;
  settings.checks = command.checks;
  settings.today = today;
  settings.verbose = command.policy.verbose;
  settings.verify = command.verify;
  settings.emit = command.emit;
  settings.jobs = jobs_of(command.policy);
  return settings;
}

Destination destination_of(const CompileCommand& command, const DiskLoader& loader) {
  Destination destination;
  destination.directory = command.output;
  destination.manifest = command.manifest;
  destination.depfile = command.depfile;
  destination.watched_folders.assign(loader.watched_folders().begin(), loader.watched_folders().end());
  destination.keep_times = command.keep_times;
  destination.quiet = command.policy.quiet;
  destination.some_points = !command.points.empty();
  destination.shard = command.shard;
  return destination;
}

// Everything up to the report.
Compilation compile_and_write(const CompileCommand& command, const World& world, StageLog& log) {
  DiskLoader loader(command.policy.files, command.policy.include_folders, world, log);
  Compilation nothing(severities_of(command.policy));
  const auto policy = read_policy(command.policy, loader, world, nothing.sink);
  if (!policy) return nothing;

  const CompileSettings settings = settings_of(command, policy->today);
  Compilation run = compile(policy->roots, loader, settings, severities_of(command.policy), log);
  if (run.sink.has_errors() || command.emit != Emit::Nothing) return run;

  write_output(run, loader.inputs_with_digests(), destination_of(command, loader), world, log);
  run.sink.finish();
  return run;
}

}  // namespace

ExitStatus run(const CompileCommand& command, const World& world) {
  StageLog log;
  const Compilation compilation = [&] {
    const Progress progress(world, command.policy.progress, log);
    return compile_and_write(command, world, log);
  }();

  ExitStatus status = report(world, command.policy, compilation.sink, compilation.sources);
  if (command.emit != Emit::Nothing && status == kDone) status = print_result(world, compilation.dump);
  if (command.policy.verbose) print(world.err, feeds_text(compilation.policy) + timings_text(log));
  return status;
}

}  // namespace sgc::driver
