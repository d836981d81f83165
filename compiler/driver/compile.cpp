#include "compiler/driver/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "compiler/ast/dump.h"
#include "compiler/checks/ignores.h"
#include "compiler/diag/catalog.h"
#include "compiler/driver/emit_targets.h"
#include "compiler/frontend/parse.h"
#include "compiler/ir/dump.h"
#include "compiler/sema/analyze.h"
#include "compiler/sema/includes.h"
#include "compiler/std/prelude.h"

namespace sgc::driver {
namespace {

constexpr double kPercent = 100;

std::uint64_t nanoseconds_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

ast::Policy parse(const std::vector<LoadedFile>& roots, Loader& loader, Compilation& run, StageLog& log) {
  const StageLog::Scope stage(log, "parse");
  std::vector<sema::RootFile> files;
  for (const LoadedFile& root : roots)
    files.push_back({run.sources.add(root.shown_name, root.buffer), root.identity});

  const auto parse_file = [&](FileId file) { return sgc::parse(file, run.sources, run.sink); };
  ast::Policy written = sema::collect_files(files, parse_file, run.sources, loader, run.sink);

  std::size_t declarations = 0;
  for (const ast::File& file : written.files) declarations += file.declarations.size();
  log.count("parse", fmt::format("{} declarations", grouped(declarations)));
  return written;
}

ir::Policy analyze(const ast::Policy& written, Loader& loader, const CompileSettings& settings,
                   Compilation& run, StageLog& log) {
  const StageLog::Scope stage(log, "analyze");
  const FileId prelude_id = run.sources.add(std::string(kPreludeName), std::string(prelude_text()));
  const ast::File prelude = sgc::parse(prelude_id, run.sources, run.sink);

  std::vector<ir::TargetSpec> specs;
  for (const targets::Target* target : targets::registry()) specs.push_back(target->spec);
  const sema::Options options{settings.today, specs, settings.verbose};
  ir::Policy policy = sema::analyze(written, prelude, run.sources, loader, options, run.sink);

  std::size_t rules = 0;
  for (const ir::Point& point : policy.points)
    rules += point.inbound.rules.size() + point.outbound.rules.size();
  log.count("analyze", fmt::format("{} points, {} rules", grouped(policy.points.size()), grouped(rules)));
  return policy;
}

// What providers do of themselves counts where the run is for them: those that -t names, with or without a block of
// theirs in the policy; without -t those that have a block.
std::vector<ir::TargetSettings> settings_of_run(const ir::Policy& policy, const CompileSettings& settings) {
  if (settings.targets.empty()) return policy.targets;
  std::vector<ir::TargetSettings> of_run;
  for (const targets::Target* target : settings.targets) {
    const ir::TargetSettings* const written = policy.settings(target->spec.name);
    of_run.push_back(written != nullptr ? *written : ir::TargetSettings{std::string(target->spec.name), {}, {}, {}});
  }
  return of_run;
}

void check(const CompileSettings& settings, Compilation& run, StageLog& log) {
  const StageLog::Scope stage(log, "check");
  checks::CheckOptions options;
  if (settings.verbose) options.clock = nanoseconds_now;
  if (settings.checks.nearly_everywhere) options.nearly_everywhere = *settings.checks.nearly_everywhere / kPercent;
  std::vector<ir::TargetSettings> written = settings_of_run(run.policy, settings);
  std::swap(written, run.policy.targets);
  run.statistics = checks::run_checks(run.policy, run.sources, options, run.sink);
  std::swap(written, run.policy.targets);
  log.count("check", fmt::format("{} assertions", grouped(run.policy.assertions.size())));
}

void emit(const CompileSettings& settings, Compilation& run, StageLog& log) {
  if (settings.targets.empty()) return;
  const StageLog::Scope stage(log, "emit");
  const bool enforces = std::any_of(run.policy.points.begin(), run.policy.points.end(),
                                    [](const ir::Point& point) { return !point.external(); });
  if (!enforces) {
    run.sink.report(
        diagnose(kind::NothingToEmit, {})
            .with_help(
                "an empty policy would take every rule away; remove the artefacts by hand if that is meant"));
    return;
  }
  run.emissions = emit_targets(run.policy, run.sources, settings, run.sink, log);
  log.count("emit", fmt::format("{} targets", settings.targets.size()));
}

// Whether the policy is all there. A warning or note that -W or -Werror made an error takes nothing from it: what else is
// wrong is said too.
bool is_complete(const Sink& sink) {
  return std::none_of(sink.all().begin(), sink.all().end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::Error && find_diagnostic(diagnostic.code)->severity == Severity::Error;
  });
}

}  // namespace

Compilation understand(const std::vector<LoadedFile>& roots, Loader& loader, const CompileSettings& settings,
                       SeverityPolicy severities, StageLog& log) {
  Compilation run(std::move(severities));
  const ast::Policy written = parse(roots, loader, run, log);
  if (settings.emit == Emit::Ast) {
    run.dump = ast::dump(written, run.sources);
    return run;
  }
  run.policy = analyze(written, loader, settings, run, log);
  return run;
}

Compilation compile(const std::vector<LoadedFile>& roots, Loader& loader, const CompileSettings& settings,
                    SeverityPolicy severities, StageLog& log) {
  Compilation run = understand(roots, loader, settings, std::move(severities), log);

  checks::apply_ignores(run.policy, run.sink);
  const bool complete = settings.emit != Emit::Ast && is_complete(run.sink);
  if (complete) {
    check(settings, run, log);
    if (settings.emit == Emit::Ir) run.dump = ir::dump(run.policy, run.sources);
    emit(settings, run, log);
    checks::apply_ignores(run.policy, run.sink);
    checks::report_unused_ignores(run.policy, run.sink);
  }
  run.sink.finish();
  return run;
}

}  // namespace sgc::driver
