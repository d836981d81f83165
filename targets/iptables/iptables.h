// The iptables target: for each point of a policy a file of sets and a file of rules for each family, which ipset,
// iptables-restore and ip6tables-restore load on the point's hosts.
#pragma once

#include <string>

#include "targets/target.h"

namespace sgc::iptables {

extern const targets::Target kTarget;

// Where the files of a point lie under the output folder: "iptables/backend.rules.v4", "iptables/backend.ipset".
std::string rules_path(const ir::Point& point, Family family);
std::string sets_path(const ir::Point& point);

}  // namespace sgc::iptables
