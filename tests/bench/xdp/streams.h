// The packets of a measurement: TCP that opens a connection, in a random order.
#pragma once

#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::bench {

using Stream = std::vector<ir::Packet>;

// From addresses of the set; from addresses outside it; half and half.
Stream hits(const AddressSet& set, Family family, std::size_t count);
Stream misses(const AddressSet& set, Family family, std::size_t count);
Stream mixed(const AddressSet& set, Family family, std::size_t count);

// Each out of the middle of some rule of the list that takes TCP.
Stream trace(const ir::Policy& policy, const ir::RuleList& list, Family family, std::size_t count);

// The first packet of the stream, alone.
Stream one_of(const Stream& stream);

}  // namespace sgc::bench
