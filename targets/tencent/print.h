// The model as API calls. No decisions: what is not in the model is not in the plan.
#pragma once

#include "targets/cloud/plan.h"
#include "targets/tencent/model.h"
#include "targets/tencent/options.h"

namespace sgc::targets::tencent {

cloud::Plan plan_of(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options);

// "tccli vpc CreateSecurityGroup --region ap-guangzhou --cli-input-json file://01-CreateSecurityGroup.json".
std::string command(const cloud::Call& call, std::string_view file, std::string_view region);

}  // namespace sgc::targets::tencent
