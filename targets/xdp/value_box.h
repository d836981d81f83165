// Packets that a table of addresses and a diagram do not tell apart, and one of them.
#pragma once

#include <array>
#include <optional>

#include "targets/xdp/class_map.h"
#include "targets/xdp/tables.h"

namespace sgc::targets::xdp {

// A range of values in each field.
using ValueBox = std::array<ValueRange, kFields>;

// What the tables of one family say of addresses, by Field.
using FamilyClasses = std::array<std::optional<ClassMap>, kAddressFields>;

// An address whose classes in the table of very large sets, which is that of the field `large`, and in that of others lie
// in both ranges of the box.
std::optional<u128> address_with(const FamilyClasses& maps, Family family, std::size_t large, const ValueBox& box);

}  // namespace sgc::targets::xdp
