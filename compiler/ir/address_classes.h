// Cuts a set of addresses into classes that a family of other sets cannot tell apart, so that one address of
// each speaks for all.
#pragma once

#include <span>
#include <vector>

#include "compiler/net/address_set.h"

namespace sgc::ir {

// Disjoint, not empty, together exactly `whole`. Each of `cutters` contains a class or shares nothing with
// it, and no class holds addresses of both families. In the order of their least addresses.
std::vector<AddressSet> address_classes(const AddressSet& whole, std::span<const AddressSet* const> cutters);

}  // namespace sgc::ir
