// Which packet is shown of many: people expect a client on the Internet, and not a machine that talks to itself.
#pragma once

#include "compiler/checks/ways/passage.h"

namespace sgc::checks {

// The route from likely clients alone, the likeliest first; those of them that have packets.
std::vector<Route> from_likely_clients(const Route& route);

// What the question finds, which ask(route) puts to a route: of a likely client, where it is so for one.
template <class Ask>
Passing with_likely_client(const Route& route, Ask ask) {
  const Passing found = ask(route);
  if (found.found != space::Truth::Yes) return found;
  for (const Route& likely : from_likely_clients(route)) {
    const Passing better = ask(likely);
    if (better.found == space::Truth::Yes) return better;
  }
  return found;
}

}  // namespace sgc::checks
