// What is known of Tencent's load balancers: whether they translate, from where their health checks come, and whether
// a security group can be attached. A table by network, age and scheme, as the documents give it.
#pragma once

#include <cstdint>

#include "compiler/ir/policy.h"

namespace sgc::targets::tencent {

// Days since 1970-01-01 of 2016-12-05: private classic load balancers of before translate their clients' addresses and
// check from their VIP; those since do neither.
constexpr std::int32_t kClassicChanged = 17140;

enum class SeenByBackends : std::uint8_t {
  Client,
  Balancer,  // the VIP: it translates
};

enum class HealthChecks : std::uint8_t {
  FromVip,        // the backend's list must let the VIP in (100.64.0.0/10 with SourceIpType 1)
  LetInAnyway,    // by the service, whatever the list says
};

struct BalancerFacts {
  SeenByBackends seen;
  HealthChecks health;
};

// Whether it is on a private network: what `scheme` says; where nothing is written, whether all VIPs are private.
bool is_private(const ir::Policy& policy, const ir::Point& point);

BalancerFacts facts_of(const ir::Policy& policy, const ir::Point& point);

// Whether a security group can be attached to this load balancer.
inline bool takes_group(const ir::Policy& policy, const ir::Point& point) { return !is_private(policy, point); }

}  // namespace sgc::targets::tencent
