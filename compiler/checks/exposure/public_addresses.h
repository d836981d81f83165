// The addresses of the Internet, and those that nobody routes there.
#pragma once

#include "compiler/net/address_set.h"

namespace sgc::checks {

// What may be somebody's on the Internet: IPv4 without IANA's special-purpose blocks, and IPv6's 2000::/3 without the
// documentation's.
const AddressSet& public_addresses();

// RFC 1918 and RFC 4193.
const AddressSet& private_addresses();

// The share of the public addresses of this family that the set has.
double public_share(const AddressSet& set, Family family);

}  // namespace sgc::checks
