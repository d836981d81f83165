// What a rule's description at a cloud says: where in the policy it stands, and why.
#pragma once

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::targets::cloud {

// "policy.sg:14"; empty where the place is unknown.
std::string place_text(const SourceMap& sources, const Span& span);

// "policy.sg:14 listener web of edge SEC-123 comment", in any characters and of any length: see text_rule.h.
std::string rule_text(const ir::Policy& policy, const SourceMap& sources, const ir::Rule& rule);

}  // namespace sgc::targets::cloud
