// The small address space of random policies, in which everything is near to everything else.
#pragma once

#include "compiler/net/address.h"
#include "tests/verdicts/harness/dice.h"

namespace sgc::properties {

// An address, a prefix or a range, at or around one of a few places. No range holds IPv4-mapped addresses.
AddressRange any_range(verdicts::Dice& dice, Family family);

// Where machines live: inside 10.0.0.0/23 or 2001:db8:1::/63, a prefix or a few addresses.
AddressRange home_range(verdicts::Dice& dice, Family family);

}  // namespace sgc::properties
