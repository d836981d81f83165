// Whether tables that were read from a text can be walked at all: every place in them leads somewhere, every search is
// in order and takes no more steps than the data path makes.
#pragma once

#include <array>
#include <optional>

#include "targets/xdp/class_map.h"
#include "targets/xdp/tables.h"

namespace sgc::targets::xdp {

// What the tables of addresses say, by family and Field.
using ClassMaps = std::array<std::array<std::optional<ClassMap>, kAddressFields>, 2>;

// Throws host::Unreadable where they cannot. After: first_match may be asked about any packet, and the data path does
// what it does.
ClassMaps check_tables(const Tables& tables);

}  // namespace sgc::targets::xdp
