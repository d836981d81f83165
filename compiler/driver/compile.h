// The whole of a compilation, from texts to files, without touching the disk: the recipe that reads as the
// data flow of the project. The commands put reading before it and writing after it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/checks/run_checks.h"
#include "compiler/diag/sink.h"
#include "compiler/driver/options.h"
#include "compiler/driver/shard.h"
#include "compiler/driver/stage_log.h"
#include "compiler/ir/policy.h"
#include "compiler/support/loader.h"
#include "compiler/support/source_map.h"
#include "targets/target.h"

namespace sgc::driver {

struct CompileSettings {
  std::vector<const targets::Target*> targets;
  std::vector<std::string> points;  // by name; empty: all
  Shard shard;
  CheckSettings checks;
  std::int32_t today = 0;  // days since 1970-01-01
  bool verbose = false;
  bool verify = false;
  Emit emit = Emit::Nothing;
  unsigned jobs = 1;
};

// What one target made of the policy.
struct Emission {
  const targets::Target* target = nullptr;
  std::vector<targets::OutputFile> files;
};

struct Compilation {
  explicit Compilation(SeverityPolicy severities) : sink(std::move(severities)) {}

  SourceMap sources;
  Sink sink;                        // sorted, each thing once
  ir::Policy policy;                // to be used only where the sink has no errors
  std::string dump;                 // with --emit
  checks::CheckStatistics statistics;  // of the lists that were checked
  std::vector<Emission> emissions;  // to be used only where the sink has no errors
};

// The first half: what was written becomes what it means. `roots` are the FILEs, read, in the order of the
// command line. Diagnostics are left unsorted in the result's sink. With --emit ast it ends after the syntax.
Compilation understand(const std::vector<LoadedFile>& roots, Loader& loader, const CompileSettings& settings,
                       SeverityPolicy severities, StageLog& log);

// All of it. Deterministic: neither `jobs` nor the machine shows in the result.
Compilation compile(const std::vector<LoadedFile>& roots, Loader& loader, const CompileSettings& settings,
                    SeverityPolicy severities, StageLog& log);

}  // namespace sgc::driver
