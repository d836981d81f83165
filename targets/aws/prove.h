// Proves that each instance's groups, applied as AWS applies them, are the instance's list.
#pragma once

#include "compiler/diag/sink.h"
#include "targets/aws/model.h"
#include "targets/cloud/agreement.h"

namespace sgc::targets::aws {

// Reports a packet for each instance and direction where they differ.
void prove_instances(const Model& model, const ir::Policy& policy, Sink& sink);

// What the groups of an instance let through together; nothing where one of them is not in the plan.
std::optional<cloud::LineList> lines_of(const Attachment& attachment, ir::Direction direction, const Model& model,
                                        const ir::Policy& policy);

}  // namespace sgc::targets::aws
