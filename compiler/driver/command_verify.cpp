// `sgc verify`: what stands in a folder, held against the policy. It asks what the files mean, so findings do not
// stop it and are not shown.
#include <filesystem>

#include "compiler/diag/catalog.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/progress.h"
#include "compiler/driver/read_policy.h"
#include "compiler/driver/report.h"
#include "compiler/driver/verify_folder.h"

namespace sgc::driver {
namespace {

// Those to be read; none, and a report, where there is nothing to read.
std::vector<const targets::Target*> chosen_targets(const VerifyCommand& command, Sink& sink) {
  std::error_code error;
  if (!std::filesystem::is_directory(command.directory, error)) {
    sink.report(diagnose(kind::CannotRead, {}, command.directory, "there is no folder of this name")
                    .with_help("the folder that sgc compile wrote stands last"));
    return {};
  }
  if (!command.targets.empty()) return command.targets;

  auto found = targets_in(command.directory);
  if (found.empty()) {
    sink.report(diagnose(kind::CannotRead, {}, command.directory, "it holds no file of any target")
                    .with_help("name the folder that was given to sgc compile with -o"));
  }
  return found;
}

Compilation verify(const VerifyCommand& command, const World& world, StageLog& log) {
  DiskLoader loader(command.policy.files, command.policy.include_folders, world, log);
  Compilation nothing(severities_of(command.policy));
  const auto policy = read_policy(command.policy, loader, world, nothing.sink);
  const auto targets = chosen_targets(command, nothing.sink);
  if (!policy || targets.empty()) return nothing;

  CompileSettings settings;
  settings.today = policy->today;
  Compilation run = understand(policy->roots, loader, settings, severities_of(command.policy), log);
  if (run.sink.has_errors()) return run;

  Compilation result(severities_of(command.policy));  // without what understanding found
  check_manifest(command.directory, result.sink);
  for (const targets::Target* target : targets)
    verify_folder({run.policy, run.sources}, command.directory, *target, result.sink, log);
  result.sources = std::move(run.sources);
  return result;
}

}  // namespace

ExitStatus run(const VerifyCommand& command, const World& world) {
  StageLog log;
  Compilation compilation = [&] {
    const Progress progress(world, command.policy.progress, log);
    return verify(command, world, log);
  }();

  compilation.sink.finish();
  const ExitStatus status = report(world, command.policy, compilation.sink, compilation.sources);
  if (command.policy.verbose) print(world.err, timings_text(log));
  return status;
}

}  // namespace sgc::driver
