// One packet of each class that a policy can tell apart: what there is to try out for whoever decides by trying.
#pragma once

#include <set>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::checks {

class PacketClasses {
 public:
  explicit PacketClasses(const ir::Policy& policy);

  // One address of each class of the set.
  std::vector<Address> addresses(const AddressSet& set) const;

  // Of each class of the services of one family.
  std::vector<ServicePoint> services(const ServiceSet& services, Family family) const;

 private:
  std::vector<const AddressSet*> cutters_;
  std::set<std::uint16_t> numbers_;  // at which ports, types and codes part: replies exchange the ports
};

}  // namespace sgc::checks
