// The model as API calls. No decisions: what is not in the model is not in the plan.
#pragma once

#include "targets/alibaba/model.h"
#include "targets/alibaba/options.h"
#include "targets/cloud/plan.h"

namespace sgc::targets::alibaba {

cloud::Plan plan_of(const Model& model, const ir::Policy& policy, const SourceMap& sources, const Options& options);

// A shell's line that makes the call from its file; see README.md.
std::string command(const cloud::Call& call, std::string_view file, std::string_view region);

}  // namespace sgc::targets::alibaba
