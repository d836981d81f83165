// The small world in which a host target is judged: a namespace that plays the host, one that plays everybody else,
// and two links between them. Over the judged link come packets from and to any address; nothing that it lets
// through ever reaches a socket. Over the talking link real connections are made.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tests/verdicts/harness/net_namespace.h"

namespace sgc::verdicts {

using MacAddress = std::array<std::uint8_t, 6>;

// One end of a link.
struct Device {
  std::string name;
  MacAddress mac{};
  unsigned index = 0;  // in its namespace
};

struct Link {
  Device host;
  Device peer;
};

struct Topology {
  NetNamespace host;
  NetNamespace peer;
  // eth0 in the host. Every destination that arrives here is the host's own, every source is believed, and no answer
  // is rationed; no neighbour is ever asked for.
  Link judged;
  // eth1 in the host. An ordinary link: addresses are given with Lab::connect, neighbours are discovered.
  Link talking;

  // Throws HarnessError without the rights or the tools. Takes some 100 ms.
  static Topology build();
};

}  // namespace sgc::verdicts
