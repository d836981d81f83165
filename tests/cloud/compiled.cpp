#include "tests/cloud/compiled.h"

#include <algorithm>

#include "compiler/ast/ast.h"
#include "compiler/diag/catalog.h"
#include "compiler/driver/memory_loader.h"
#include "compiler/frontend/parse.h"
#include "compiler/sema/analyze.h"
#include "compiler/sema/includes.h"
#include "compiler/std/prelude.h"

namespace sgc::cloud_test {
namespace {

constexpr std::int32_t kToday = 20605;  // 2026-06-01

class Text final : public TextBuffer {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}
  std::string_view text() const override { return text_; }

 private:
  std::string text_;
};

// Findings about the policy itself stop no plan here: random policies have denies that come too late, and
// listeners that nobody reaches.
SeverityPolicy findings_are_notes() {
  SeverityPolicy severities;
  for (const auto code : {kind::LateDeny.code, kind::ListenerCutOff.code, kind::HealthCheckBlocked.code}) {
    severities.set(code, Severity::Note);
  }
  return severities;
}

LoadedFile root_file(std::string text) {
  LoadedFile root;
  root.status = LoadedFile::Status::Ok;
  root.identity = root.shown_name = "policy.sg";
  root.buffer = std::make_shared<Text>(std::move(text));
  return root;
}

// The prelude as the first file of any policy: its places name file 0.
class Prelude {
 public:
  Prelude() : file_(sources_.add(std::string(kPreludeName), std::string(prelude_text()))) {
    parsed_ = parse(file_, sources_, sink_);
  }

  const ast::File& add_to(SourceMap& sources) const {
    sources.add(std::string(kPreludeName), std::string(prelude_text()));
    return parsed_;
  }

 private:
  SourceMap sources_;
  Sink sink_;
  FileId file_;
  ast::File parsed_;
};

}  // namespace

bool Compiled::has(std::uint16_t code) const {
  const auto all = run->sink.all();
  return std::any_of(all.begin(), all.end(), [&](const Diagnostic& each) { return each.code == code; });
}

std::string Compiled::messages() const {
  std::string text;
  for (const Diagnostic& each : run->sink.all()) {
    if (each.severity == Severity::Error) text += each.message + " (" + each.packet + ")\n";
  }
  return text;
}

Compiled compile(std::string text, std::string_view target, const Feeds& feeds, bool verify) {
  driver::MemoryLoader loader;
  for (const auto& [path, feed] : feeds) loader.add(path, feed);
  driver::CompileSettings settings;
  settings.targets = {targets::find_target(target)};
  settings.today = kToday;
  settings.verify = verify;
  driver::StageLog log;
  Compiled result;
  result.run =
      std::make_unique<driver::Compilation>(driver::compile({root_file(std::move(text))}, loader, settings, findings_are_notes(), log));
  if (!result.run->emissions.empty()) result.files = std::move(result.run->emissions.front().files);
  return result;
}

Compiled compile_plan(std::string text, std::string_view target, const Feeds& feeds) {
  static const Prelude prelude;
  driver::MemoryLoader loader;
  for (const auto& [path, feed] : feeds) loader.add(path, feed);

  Compiled result;
  result.run = std::make_unique<driver::Compilation>(findings_are_notes());
  driver::Compilation& run = *result.run;
  const ast::File& known = prelude.add_to(run.sources);
  const LoadedFile root = root_file(std::move(text));
  const std::vector<sema::RootFile> roots{{run.sources.add(root.shown_name, root.buffer), root.identity}};
  const auto parse_file = [&](FileId file) { return parse(file, run.sources, run.sink); };
  const ast::Policy written = sema::collect_files(roots, parse_file, run.sources, loader, run.sink);

  const targets::Target& wanted = *targets::find_target(target);
  std::vector<ir::TargetSpec> specs;
  for (const targets::Target* each : targets::registry()) specs.push_back(each->spec);
  run.policy = sema::analyze(written, known, run.sources, loader, {kToday, specs, false}, run.sink);
  if (run.sink.has_errors()) return result;

  std::vector<ir::PointId> points;
  for (std::uint32_t i = 0; i < run.policy.points.size(); ++i) points.push_back({i});
  result.files = wanted.emit({run.policy, run.sources, points, "0"}, run.sink);
  return result;
}

}  // namespace sgc::cloud_test
