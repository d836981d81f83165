// The names of sets. A group's set bears the group's name; a list of several whos gets a name made of its parts, so
// that it stays the same as long as the list does. No two different sets of a file get one name: a `.` cannot stand
// in a name of the language, `except`, `file`, `from` and `to` can be no names there, and no name begins with a digit.
#pragma once

#include <string>

#include "compiler/ir/policy.h"
#include "targets/nftables/services.h"

namespace sgc::nftables {

// "office", "office.partners.except.guests", "file.feeds/drop.netset", "from.12-addresses-1f0c2d3e": without the
// family. `from_side` says on which side of a rule a list without any name stands.
std::string name_of(const ir::Policy& policy, const ir::Who& who, bool from_side);

// Whether all of it is addresses written on the spot.
bool all_literal(const ir::Who& who);

// "ports.80.443", "ports.8000-8099", "ports.31-numbers-1f0c2d3e".
std::string name_of_ports(const Numbers& ports);
std::string name_of_protocols(const Numbers& protocols);

}  // namespace sgc::nftables
