// The sets of a file for ipset, read from its text alone. Knows the forms that print() uses and refuses all others.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compiler/net/address_set.h"

namespace sgc::iptables {

struct ReadSet {
  Family family = Family::V4;
  AddressSet addresses;
};

using ReadSets = std::map<std::string, ReadSet, std::less<>>;

// Throws Unreadable.
ReadSets read_sets(std::string_view text);

}  // namespace sgc::iptables
