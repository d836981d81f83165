#include "compiler/driver/emit_targets.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/checks/assertions/prove.h"
#include "compiler/diag/catalog.h"
#include "compiler/driver/parallel.h"
#include "compiler/driver/version.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {
namespace {

std::vector<ir::PointId> all_points(const ir::Policy& policy) {
  std::vector<ir::PointId> ids;
  for (std::uint32_t i = 0; i < policy.points.size(); ++i) ids.push_back(ir::PointId{i});
  return ids;
}

Diagnostic no_such_point(const ir::Policy& policy, const std::string& name) {
  std::vector<std::string_view> names;
  for (const ir::Point& point : policy.points) names.push_back(point.name);
  auto diagnostic = diagnose(kind::NoSuchPoint, {}, name);
  if (const auto near = suggest(name, names)) diagnostic.help = fmt::format("did you mean '{}'?", *near);
  return diagnostic;
}

std::vector<ir::PointId> named_points(const ir::Policy& policy, const std::vector<std::string>& names,
                                      Sink& sink) {
  std::vector<ir::PointId> ids;
  for (const std::string& name : names) {
    if (const auto id = policy.find_point(name)) {
      ids.push_back(*id);
    } else {
      sink.report(no_such_point(policy, name));
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// What one target is to do, and what came of it.
struct Task {
  const targets::Target* target = nullptr;
  std::vector<ir::PointId> points;
  bool skipped = false;  // another share has it
  Sink sink;
  std::vector<targets::OutputFile> files;
};

std::uint64_t total_bytes(const std::vector<targets::OutputFile>& files) {
  std::uint64_t bytes = 0;
  for (const targets::OutputFile& file : files) bytes += file.bytes.size();
  return bytes;
}

// Assertions hold for what was written; a target that approximates enforces something else.
void prove_enforced(Task& task, const targets::Request& request) {
  if (task.target->enforced == nullptr || task.sink.has_errors() || request.policy.assertions.empty()) return;
  const std::optional<ir::Policy> enforced = task.target->enforced(request);
  if (!enforced) return;
  checks::prove_assertions(*enforced, request.sources, {}, task.sink, task.target->spec.name);
}

void carry_out(Task& task, const targets::Request& request, bool verify, StageLog& log) {
  const auto begin = StageLog::Clock::now();
  task.files = task.target->emit(request, task.sink);

  const std::string_view name = task.target->spec.name;
  if (verify && !task.sink.has_errors()) task.target->verify(request, task.files, task.sink);
  prove_enforced(task, request);
  if (task.files.empty() && request.whole_policy && !task.sink.has_errors()) {
    task.sink.report(diagnose(kind::TargetWroteNothing, {}, std::string(name)));
  }

  const std::size_t count = task.files.size();
  log.add(name, StageLog::Clock::now() - begin,
          fmt::format("{} file{}, {}", grouped(count), count == 1 ? "" : "s",
                      bytes_text(total_bytes(task.files))));
}

}  // namespace

std::vector<ir::PointId> chosen_points(const ir::Policy& policy, const CompileSettings& settings,
                                       Sink& sink) {
  if (!settings.points.empty()) return named_points(policy, settings.points, sink);

  std::vector<ir::PointId> ids = all_points(policy);
  std::erase_if(ids, [&](ir::PointId id) { return !settings.shard.holds(id.index); });
  return ids;
}

std::vector<Emission> emit_targets(const ir::Policy& policy, const SourceMap& sources,
                                   const CompileSettings& settings, Sink& sink, StageLog& log) {
  const bool whole = settings.points.empty() && settings.shard.whole();
  const auto chosen = chosen_points(policy, settings, sink);
  const auto everything = all_points(policy);

  std::vector<Task> tasks;
  for (std::size_t i = 0; i < settings.targets.size(); ++i) {
    const targets::Target* target = settings.targets[i];
    const bool one_plan = !target->host && !settings.shard.whole();
    tasks.push_back({target,
                     one_plan ? everything : chosen,
                     one_plan && !settings.shard.holds(i),
                     Sink(sink.policy()),
                     {}});
  }

  for_each_parallel(tasks.size(), settings.jobs, [&](std::size_t i) {
    Task& task = tasks[i];
    const bool all_of_it = whole || task.points.size() == everything.size();
    const targets::Request request{policy, sources, task.points, kVersion, all_of_it};
    if (!task.skipped) carry_out(task, request, settings.verify, log);
  });

  std::vector<Emission> emissions;
  for (Task& task : tasks) {
    sink.take(std::move(task.sink));
    emissions.push_back({task.target, std::move(task.files)});
  }
  return emissions;
}

}  // namespace sgc::driver
