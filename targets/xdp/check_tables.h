// Whether tables that were read from a text can be walked at all: every place in them leads somewhere, every search is
// in order and takes no more steps than the data path makes.
#pragma once

#include <array>
#include <optional>

#include "targets/xdp/value_box.h"

namespace sgc::targets::xdp {

// What the tables of addresses say, by family.
using ClassMaps = std::array<FamilyClasses, 2>;

// Throws host::Unreadable where they cannot. After: first_match may be asked about any packet, and the data path does
// what it does.
ClassMaps check_tables(const Tables& tables);

}  // namespace sgc::targets::xdp
