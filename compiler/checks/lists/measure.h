// How large rules are, and how large a part of one lies in another.
#pragma once

#include "compiler/ir/policy.h"

namespace sgc::checks {

double count_addresses(const AddressSet& set, Family family);
double count_services(const ServiceSet& services, Family family);

// The share of the rule's packets that the other rule has too. Each family in which the rule has packets weighs the
// same. 0 for a rule without packets.
double share_in(const ir::Policy& policy, const ir::Rule& rule, const ir::Rule& other);

// Address ranges × address ranges × boxes of services, over both families.
std::uint64_t count_boxes(const ir::Policy& policy, const ir::Rule& rule);

}  // namespace sgc::checks
