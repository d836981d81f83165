// The edges of sets: the points just inside and just outside each of their pieces.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/net/address_set.h"
#include "compiler/net/service_set.h"
#include "tests/verdicts/harness/dice.h"

namespace sgc::verdicts {

// First and last of each range of this family and their neighbours outside, where there are any. Of a set with many
// ranges, the edges of about most / 4 of them (two at least), evenly spread from one that the dice choose.
std::vector<u128> address_edges(const AddressSet& set, Family family, std::size_t most, Dice& dice);

// The corners of each box of this family, the neighbours of each side, and the same numbers with another protocol;
// reduced to about `most` in the same way.
std::vector<ServicePoint> service_edges(const ServiceSet& set, Family family, std::size_t most, Dice& dice);

// An element of the set: often an end of one of its pieces. Before: not empty in this family.
u128 inside(const AddressSet& set, Family family, Dice& dice);
ServicePoint inside(const ServiceSet& set, Family family, Dice& dice);

}  // namespace sgc::verdicts
