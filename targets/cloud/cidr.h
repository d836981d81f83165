// Addresses as clouds take them: CIDR blocks of one family.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/net/address_set.h"

namespace sgc::targets::cloud {

struct Cidr {
  Family family = Family::V4;
  u128 first = 0;
  unsigned length = 0;

  AddressRange range() const;
  bool operator==(const Cidr&) const = default;
};

// "192.0.2.0/24"; the length is always written.
std::string to_string(const Cidr& cidr);

// The least set of blocks that is exactly these addresses of that family, ascending.
std::vector<Cidr> cidrs_of(const AddressSet& addresses, Family family);

// How many cidrs_of would give, without making them: a feed of a million lines is counted before it is refused.
std::uint64_t count_cidrs(const AddressSet& addresses, Family family);

}  // namespace sgc::targets::cloud
