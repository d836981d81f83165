// An emitted plan back into the model, from its text alone: what `--verify` holds against the policy.
#pragma once

#include "targets/target.h"
#include "targets/tencent/model.h"
#include "targets/tencent/options.h"

namespace sgc::targets::tencent {

// The groups, templates, instances and ACLs of a plan, its ids taken back to the points that they stand for. Throws
// cloud::Unreadable. A template's or group's `where` is unknown, and descriptions are left out.
Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::tencent
