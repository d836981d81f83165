// What an nft file says in words: where a line comes from, what a log line begins with. Not quoted yet.
#pragma once

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::nftables {

// "policy.sg:14"; of a path too long for a comment, its end.
std::string place_text(const SourceMap& sources, const Span& span);

// "policy.sg:14", with what the line follows from ("listener web of edge", "blacklist threats") and the rule's own
// comment, ticket and owner, where it has them.
std::string rule_comment(const ir::Policy& policy, const SourceMap& sources, const ir::Rule& rule);
std::string default_comment(const SourceMap& sources, const ir::Default& otherwise);

// What a log line begins with where the policy does not say: "sgc-backend policy.sg:14 deny: ".
std::string log_prefix(const ir::Point& point, const SourceMap& sources, const Span& span, ir::Verdict verdict);

}  // namespace sgc::nftables
