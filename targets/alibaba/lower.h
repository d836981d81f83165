// From the policy to what a plan for Alibaba Cloud says. All decisions are made below here, and reported; printing
// makes none.
#pragma once

#include "compiler/diag/sink.h"
#include "targets/alibaba/lower_rule.h"
#include "targets/alibaba/model.h"
#include "targets/alibaba/options.h"
#include "targets/target.h"

namespace sgc::targets::alibaba {

// The model of these points. Priorities are those of the whole policy, so that a part of it gets the same. Lists over
// their quota are counted, not made.
Model lower(const ir::Policy& policy, const SourceMap& sources, std::span<const ir::PointId> points,
            const Options& options, Sink& sink);

// Reports what the policy has and this cloud does not: groups of load balancers, network ACLs.
void refuse_what_is_not_there(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink);

}  // namespace sgc::targets::alibaba
