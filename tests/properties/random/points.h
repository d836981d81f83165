// Points, networks and blacklists of a random policy.
#pragma once

#include "tests/properties/random/draft.h"

namespace sgc::properties {

// A point whose name and addresses are known, before its lists are written: lists may speak of every point.
struct Plan {
  std::string name;
  Who addresses;  // members, VIPs, subnets
};

// Names the point and lets lists speak of it.
Plan plan(Draft& draft, Who addresses);

std::string security_group(Draft& draft, const Plan& point, const std::vector<std::string>& networks);
std::string load_balancer(Draft& draft, const Plan& point, const std::vector<Plan>& backends);
std::string instance(Draft& draft, const Plan& point, const std::vector<Plan>& groups);
std::string acl(Draft& draft, const Plan& point);
std::string network(Draft& draft, const Plan& point);
std::string external_group(Draft& draft, const Plan& point);
std::string prefix_list(Draft& draft, const Plan& point);

// A blacklist on some of these points, or on all that there are; `on_all` gets what the latter deny, added.
std::string blacklist(Draft& draft, const std::vector<Plan>& points, AddressSet& on_all);

}  // namespace sgc::properties
