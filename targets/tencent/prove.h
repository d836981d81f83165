// The proof that an instance's groups, read one after the other as Tencent Cloud reads them, are the instance's list.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "targets/tencent/model.h"

namespace sgc::targets::tencent {

// Reports, for each instance and direction where they differ, a packet. Instances with a group that the plan leaves
// alone (external, or not asked for) are not judged: what such a group says is not known here.
void prove_instances(const Model& model, const ir::Policy& policy, Sink& sink);

}  // namespace sgc::targets::tencent
