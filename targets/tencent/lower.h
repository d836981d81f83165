// From the policy to what a plan for Tencent Cloud says. All decisions are made below here, and reported; printing
// makes none.
#pragma once

#include "compiler/diag/sink.h"
#include "targets/target.h"
#include "targets/tencent/model.h"
#include "targets/tencent/options.h"
#include "targets/tencent/templates.h"

namespace sgc::targets::tencent {

// What every part of the lowering reads, and the model that it makes.
struct Workshop {
  const ir::Policy& policy;  // after the ruling: every rule can be matched
  const SourceMap& sources;
  std::span<const ir::PointId> points;
  const Options& options;
  Sink& sink;
  Model model;
  Templates templates{model, options.quotas};
  RuleLowering rules{policy, sources, templates};
};

// The model of these points. Lists over their quota are counted, not made.
Model lower(const ir::Policy& policy, const SourceMap& sources, std::span<const ir::PointId> points,
            const Options& options, Sink& sink);

// Its parts, in this order.
void lower_groups(Workshop& shop);
void lower_instances(Workshop& shop);
void lower_balancers(Workshop& shop);
void lower_acls(Workshop& shop);

}  // namespace sgc::targets::tencent
