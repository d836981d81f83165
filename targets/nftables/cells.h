// Sides of many ranges as few: a group of ten prefixes is ten ranges among all addresses, but among those that some
// group names it is one run where no other group lies between.
//
// The addresses of a family are cut into cells, each of which holds named addresses of the same sides only. Whoever
// knows that an address is named (one look-up in the set of all of them) tells by its cell which sides it is in. Sides
// that share no address share no cell.
#pragma once

#include <unordered_map>
#include <vector>

#include "compiler/net/address.h"

namespace sgc::nftables {

struct AddressCut;

struct Cells {
  std::vector<RangeV6> named;                                  // all addresses of the sides: ascending, disjoint, not adjacent
  std::unordered_map<std::uint32_t, std::vector<RangeV6>> of;  // by address set: its cells, neighbours merged
};

// Cells end where as few prefixes as possible say it.
Cells make_cells(const AddressCut& cut, Family family);

}  // namespace sgc::nftables
