// From where health checks really come, and whether they need a rule at all: what providers say of their load balancers.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::checks {

enum class HealthSource : std::uint8_t {
  Itself,       // its `addresses`, or its VIPs where none are written
  Vips,         // its VIPs, whatever else it has
  LetInAnyway,  // the service lets them in without a rule
};

struct HealthCondition {
  HealthSource source = HealthSource::Itself;
  std::string_view provider;  // the target's name; empty: of nobody in particular
};

// What holds for a load balancer at each provider that the policy has a target block of; where it has none, what the
// language says.
std::vector<HealthCondition> health_conditions(const ir::Policy& policy, const ir::Point& balancer);

// The addresses that a check comes from. Before: it is not let in anyway.
const AddressSet& health_addresses(const ir::Policy& policy, const ir::Point& balancer, HealthSource source);

}  // namespace sgc::checks
