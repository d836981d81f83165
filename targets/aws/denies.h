// Denies that cut an allow, where the policy does not say what a security group is to make of them.
#pragma once

#include "targets/aws/list_writer.h"

namespace sgc::targets::aws {

// An error that names those that would cost most as a complement.
void report_denies(Workshop& shop, const ListOrder& order, const Cutting& cutting);

// What each deny takes as a complement, alone, beyond what the allows take without it; the dearest first, of not more
// than some.
std::vector<cloud::Taker> price_denies(const Workshop& shop, const ListOrder& order, const Cutting& cutting);

}  // namespace sgc::targets::aws
