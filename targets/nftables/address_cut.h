// Cuts the addresses of one side of some items into classes: all addresses of a class are in the same sides, so that
// one chain can hold what is left of the items for all of them.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "targets/nftables/item_space.h"

namespace sgc::nftables {

struct AddressClass {
  std::vector<Index> sides;     // in AddressCut::sides, ascending; never empty
  std::vector<RangeV6> ranges;  // ascending, disjoint, not adjacent; numbers of the cut's family
};

struct AddressCut {
  bool by_source = true;
  std::vector<ir::AddressSetId> sides;          // distinct, in the order of first use
  std::vector<std::vector<Index>> items_of;     // by side, ascending
  std::vector<AddressClass> classes;            // in the order of their least addresses
};

// Before: each of `chosen` tests that side. Nothing where the classes hold more than `budget` sides in all.
std::optional<AddressCut> cut_addresses(const ItemSpace& space, const ir::Policy& policy, Family family, bool by_source,
                                        std::span<const Index> chosen, std::size_t budget);

// The items of a class, in the order of their rules.
std::vector<Index> items_of(const AddressCut& cut, const AddressClass& address_class);

}  // namespace sgc::nftables
