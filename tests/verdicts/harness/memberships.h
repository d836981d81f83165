// The multicast groups that the host has joined: the stack shows a list only multicast that somebody on the host
// asked for.
#pragma once

#include <set>
#include <vector>

#include "compiler/net/address.h"
#include "tests/verdicts/harness/descriptor.h"
#include "tests/verdicts/harness/topology.h"

namespace sgc::verdicts {

class Memberships {
 public:
  Memberships(const NetNamespace& where, const Device& device) : where_(where), device_(device) {}

  // Joins the group on the device, once. Nothing happens for an address that is no multicast, or a group that cannot
  // be joined (IPv6 scopes 0 and 1): the stack then drops what goes there.
  void join(Address group);

 private:
  bool try_to_join(Address group);
  void open_another(Family family);

  const NetNamespace& where_;
  Device device_;
  std::set<Address> joined_;
  std::vector<Descriptor> v4_;  // one socket takes a limited number of groups
  std::vector<Descriptor> v6_;
};

bool is_multicast(Address address);

}  // namespace sgc::verdicts
