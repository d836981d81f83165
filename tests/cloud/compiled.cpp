#include "tests/cloud/compiled.h"

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/driver/memory_loader.h"

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
  LoadedFile root;
  root.status = LoadedFile::Status::Ok;
  root.identity = root.shown_name = "policy.sg";
  root.buffer = std::make_shared<Text>(std::move(text));

  driver::CompileSettings settings;
  settings.targets = {targets::find_target(target)};
  settings.today = kToday;
  settings.verify = verify;
  driver::StageLog log;
  Compiled result;
  result.run =
      std::make_unique<driver::Compilation>(driver::compile({root}, loader, settings, findings_are_notes(), log));
  if (!result.run->emissions.empty()) result.files = std::move(result.run->emissions.front().files);
  return result;
}

}  // namespace sgc::cloud_test
