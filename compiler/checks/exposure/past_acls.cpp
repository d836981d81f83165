#include "compiler/checks/exposure/past_acls.h"

#include "compiler/checks/exposure/openings.h"

namespace sgc::checks {

AddressSet let_past_acls(const ir::Policy& policy, const AddressSet& own, AddressSet sources, const ServiceSet& services) {
  AddressSet rest = std::move(sources);
  for (const ir::Point& point : policy.points) {
    if (point.acl() == nullptr || own.empty() || !policy.addresses(point.acl()->subnets).contains(own)) continue;
    const OpeningQuestion question{services, false, own, 1};
    AddressSet open = policy.addresses(point.acl()->subnets);
    SourcesLeft known;
    for (const Opening& opening :
         openings(policy, point.inbound, rules_with(policy, point.inbound, services), question, known)) {
      open = unite(open, opening.sources);
    }
    rest = intersect(rest, open);
  }
  return rest;
}

}  // namespace sgc::checks
