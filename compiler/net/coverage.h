// How much a set of addresses covers, in the units that people compare feeds by: addresses, and the least number of
// prefixes that say the same.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/net/address_set.h"

namespace sgc {

struct Coverage {
  std::uint64_t prefixes_v4 = 0;
  std::uint64_t prefixes_v6 = 0;
  std::uint64_t addresses_v4 = 0;
  std::string addresses_v6;  // decimal, exact: up to 2^128, which no number type holds
};

// Takes time in proportion to the ranges of the set.
Coverage coverage_of(const AddressSet& set);

}  // namespace sgc
