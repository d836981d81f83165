// An emitted plan back into the model, from its text alone: what `--verify` holds against the policy.
#pragma once

#include "targets/aws/model.h"
#include "targets/aws/options.h"
#include "targets/target.h"

namespace sgc::targets::aws {

// The groups, prefix lists, instances and ACLs that a plan leaves behind, its ids taken back to the points that they
// stand for. Throws cloud::Unreadable. What is not judged (descriptions, places, load balancers) is left out.
Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::aws
