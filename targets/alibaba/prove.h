// The proof that what the cloud makes of an instance's groups, all their priorities together, is the instance's list;
// and that inner access lets nothing through that a group denies.
#pragma once

#include "compiler/diag/sink.h"
#include "targets/alibaba/model.h"

namespace sgc::targets::alibaba {

// Reports, for each instance and direction where they differ, a packet; likewise for each group with inner access that
// no instance has. Instances with a group that the plan leaves alone (external, or not asked for) are not judged: what
// such a group says is not known here.
void prove(const Model& model, const ir::Policy& policy, Sink& sink);

// The groups of an attachment, or nothing where one is not known here.
std::optional<std::vector<const Group*>> groups_of(const Attachment& attachment, const Model& model);

// All parts of a group of the policy.
std::vector<const Group*> parts_of(ir::PointId group, const Model& model);

}  // namespace sgc::targets::alibaba
