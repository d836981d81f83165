// From the policy to what a plan for AWS says. All decisions are made below here, and reported; printing makes none.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/support/source_map.h"
#include "targets/aws/cutting.h"
#include "targets/aws/model.h"
#include "targets/aws/options.h"
#include "targets/target.h"

namespace sgc::targets::aws {

// What every part of the lowering reads, and the model that it makes.
struct Workshop {
  const ir::Policy& policy;  // after the ruling: every rule can be matched
  const SourceMap& sources;
  std::span<const ir::PointId> points;
  const Options& options;
  Sink& sink;
  Model model;
};

// The model of these points. Lists over their quota are counted, not made. Reports denies that a group cannot say.
Model lower(const ir::Policy& policy, const SourceMap& sources, std::span<const ir::PointId> points,
            const Options& options, Sink& sink);

// Its parts, in this order.
void lower_groups(Workshop& shop);
void lower_instances(Workshop& shop);
void lower_balancers(Workshop& shop);
void lower_acls(Workshop& shop);

// Whether the point is in EC2-Classic, where there are neither IPv6 nor outbound rules. An instance that names no network
// is where its groups are.
bool is_classic(const ir::Policy& policy, const ir::Point& point);
cloud::Families extent_of(const ir::Policy& policy, const ir::Point& point);

}  // namespace sgc::targets::aws
