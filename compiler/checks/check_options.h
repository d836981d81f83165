// What the checks may be told, and the constants that stand where nobody tells them anything.
#pragma once

#include <cstdint>
#include <functional>

#include "compiler/space/prover.h"

namespace sgc::checks {

// «Nearly everywhere» is this share of the public addresses of IPv4, or of IPv6 (public_addresses.h). Half of the
// Internet is not everywhere; all of it but the special-purpose blocks, or but a large blacklist, is.
constexpr double kNearlyEverywhere = 0.75;

// A feed is «nearly covered» by another when this share of its addresses is in that one.
constexpr double kNearlyCovered = 0.95;

// «Most» of a rule is more than this share of its packets.
constexpr double kMostOfRule = 0.5;

struct CheckOptions {
  double nearly_everywhere = kNearlyEverywhere;
  double nearly_covered = kNearlyCovered;
  double most_of_rule = kMostOfRule;
  space::Limits limits{};  // what a question may cost before its answer is «not decided»

  // Nanoseconds since some time; without it there are no statistics. The checks have no clock.
  std::function<std::uint64_t()> clock{};
};

}  // namespace sgc::checks
