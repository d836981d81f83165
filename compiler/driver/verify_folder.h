// Holds the files of a folder, as anybody may have left them, against the policy: `sgc verify`.
#pragma once

#include <span>
#include <string>

#include "compiler/diag/sink.h"
#include "compiler/driver/stage_log.h"
#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"
#include "targets/target.h"

namespace sgc::driver {

struct MeantPolicy {
  const ir::Policy& policy;  // of a run without errors
  const SourceMap& sources;
};

// Those of which the folder holds files, or its manifest lists some, in the order of the registry.
std::vector<const targets::Target*> targets_in(const std::string& directory);

// Reports a manifest that cannot be read, since files that it lists would not be missed. A folder may be without one.
void check_manifest(const std::string& directory, Sink& sink);

// Reports SGC4xxx for each file that differs, that nothing is proved of, that is missing (from what the policy gives
// or the manifest lists), or that the policy does not give, and what makes the policy none for the target. After no error: the files of the target say what the policy
// says, all of it and nothing else.
void verify_folder(const MeantPolicy& meant, const std::string& directory, const targets::Target& target, Sink& sink,
                   StageLog& log);

}  // namespace sgc::driver
