// Policies for the tests of targets, compiled from their text in memory: what a user writes, and what comes of it.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "compiler/diag/render.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/memory_loader.h"
#include "targets/target.h"

namespace sgc::test {

using Feeds = std::map<std::string, std::string>;

// The day on which all test policies are compiled: 2026-01-01.
constexpr std::int32_t kToday = 20454;

class CompiledPolicy {
 public:
  // Throws where the policy has errors, with what the compiler says of them. `target` may be empty.
  explicit CompiledPolicy(const std::string& text, std::string_view target = {}, const Feeds& feeds = {})
      : compilation_(compile(text, target, feeds)) {
    if (compilation_->sink.has_errors()) throw std::runtime_error(diagnostics());
  }

  // The same without the exception: for texts that are to have errors.
  static std::string diagnostics_of(const std::string& text, std::string_view target, const Feeds& feeds = {}) {
    const auto compilation = compile(text, target, feeds);
    return render_text({compilation->sink.all(), compilation->sources}, false);
  }

  const ir::Policy& policy() const { return compilation_->policy; }
  const SourceMap& sources() const { return compilation_->sources; }
  const Sink& sink() const { return compilation_->sink; }
  std::string diagnostics() const { return render_text({sink().all(), sources()}, false); }

  const ir::Point& point(std::string_view name) const { return policy().point(policy().find_point(name).value()); }

  const std::vector<targets::OutputFile>& files() const { return compilation_->emissions.at(0).files; }

  // The bytes of the emitted file of this path. Throws where there is none.
  const std::string& file(std::string_view path) const {
    for (const targets::OutputFile& file : files()) {
      if (file.path == path) return file.bytes;
    }
    throw std::runtime_error("no file " + std::string(path));
  }

 private:
  // What a test of targets is about: a deny that comes too late, or a listener that is cut off, is to be compiled too.
  static SeverityPolicy findings_as_notes() {
    SeverityPolicy policy;
    for (const char* const finding : {"SGC3006=note", "SGC3010=note", "SGC3011=note"}) policy.add(finding);
    return policy;
  }

  static std::unique_ptr<driver::Compilation> compile(const std::string& text, std::string_view target, const Feeds& feeds) {
    driver::MemoryLoader loader;
    loader.add("policy.sg", text);
    for (const auto& [path, feed] : feeds) loader.add(path, feed);

    driver::CompileSettings settings;
    if (!target.empty()) settings.targets.push_back(targets::find_target(target));
    settings.today = kToday;
    driver::StageLog log;
    const LoadedFile root = loader.load_include("policy.sg", "");
    return std::make_unique<driver::Compilation>(driver::compile({root}, loader, settings, findings_as_notes(), log));
  }

  std::unique_ptr<driver::Compilation> compilation_;
};

}  // namespace sgc::test
