// What a rule is called where a cloud shows it: its place in the policy, where it comes from, its ticket and comment.
#pragma once

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::targets::cloud {

// "policy.sg:14"; empty where there is no place.
std::string place_text(const SourceMap& sources, const Span& span);

// "policy.sg:14 listener web of edge SEC-12 health checks too", not yet fitted to what the cloud takes.
std::string rule_text(const ir::Policy& policy, const SourceMap& sources, const ir::Rule& rule);

// "policy.sg:20 default", of what the end of a list says.
std::string default_text(const SourceMap& sources, const ir::Default& otherwise);

}  // namespace sgc::targets::cloud
