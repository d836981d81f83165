// From a model to the texts of its files. Decides nothing and cannot fail.
#pragma once

#include <string>

#include "targets/iptables/model.h"
#include "targets/target.h"

namespace sgc::iptables {

// What ipset restores.
std::string print_sets(const Model& model, const targets::Request& request);

// What iptables-restore or ip6tables-restore reads.
std::string print_rules(const Model& model, Family family, const targets::Request& request);

// The comments that these files begin with.
std::string sets_header(const Model& model, const targets::Request& request);
std::string rules_header(const Model& model, Family family, const targets::Request& request);

}  // namespace sgc::iptables
