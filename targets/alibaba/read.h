// An emitted plan back into the model, from its text alone: what `--verify` holds against the policy.
#pragma once

#include "targets/alibaba/model.h"
#include "targets/alibaba/options.h"
#include "targets/target.h"

namespace sgc::targets::alibaba {

// The groups and instances of a plan, its ids taken back to the points that they stand for. Throws cloud::Unreadable.
// Descriptions and places are left out.
Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::alibaba
