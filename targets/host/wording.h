// What artefacts of hosts say in words: where a line comes from, which machines a file is for. Not quoted yet.
#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::host {

// "policy.sg:14"; of a path too long for a comment, its end.
std::string place_text(const SourceMap& sources, const Span& span);

// "policy.sg:14", with what the line follows from ("listener web of edge", "blacklist threats") and the rule's own
// comment, ticket and owner, where it has them.
std::string rule_comment(const ir::Policy& policy, const SourceMap& sources, const ir::Rule& rule);
std::string default_comment(const SourceMap& sources, const ir::Default& otherwise);

// "security group", "load balancer", "instance".
std::string_view kind_of(const ir::Point& point);

// "hosts that are in this group alone (10.0.1.0/24); a host in several groups is an instance".
std::string hosts_of(const ir::Policy& policy, const ir::Point& point);

std::string_view baseline_text(bool baseline);

// Whether some blacklist of the point cuts running connections.
bool cuts_established(const ir::Point& point);

}  // namespace sgc::host
