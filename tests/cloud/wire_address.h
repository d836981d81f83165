// Addresses as a cloud reads them from a request, by the C library: nothing of sgc's own reading is used, so that a
// mistake there cannot hide itself.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/ir/packet.h"

namespace sgc::cloud_test {

// A block or a range of one family. Throws std::runtime_error on anything else, and on bits past a prefix.
struct WireRange {
  Family family = Family::V4;
  u128 first = 0;  // both included
  u128 last = 0;

  bool holds(Family of, u128 address) const { return of == family && first <= address && address <= last; }
};

WireRange read_cidr(const std::string& text, Family family);  // "192.0.2.0/24", "192.0.2.1"
WireRange read_member(const std::string& text);               // of a template: a block, an address, or "a-b"

// "80", "8000-8099".
struct WirePorts {
  unsigned first = 0;
  unsigned last = 65535;
  bool holds(unsigned port) const { return first <= port && port <= last; }
};
WirePorts read_ports(const std::string& text, char separator);

}  // namespace sgc::cloud_test
