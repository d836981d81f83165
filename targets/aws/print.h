// The plan: the model as API calls, in an order that keeps traffic safe.
#pragma once

#include "compiler/support/source_map.h"
#include "targets/aws/model.h"
#include "targets/aws/options.h"
#include "targets/cloud/plan.h"

namespace sgc::targets::aws {

cloud::Plan plan_of(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options);

// "aws ec2 create-security-group --region us-east-1 --cli-input-json file://01-CreateSecurityGroup.json".
std::string command(const cloud::Call& call, std::string_view file, std::string_view region);

}  // namespace sgc::targets::aws
