// Questions about routes: does any packet come through, and how far do packets get?
#pragma once

#include "compiler/checks/ways/list_index.h"
#include "compiler/space/prover.h"

namespace sgc::checks {

struct Passing {
  space::Truth found = space::Truth::No;
  ir::Packet packet;  // after Yes, as its sender made it
  ir::Packet there;   // and as it is on the stretch that was asked about
};

// Remembers what it finds out of lists, so that all routes of one check are asked of one.
class Passage {
 public:
  Passage(const ir::Policy& policy, const space::Limits& limits) : policy_(policy), indexes_(policy), limits_(limits) {}

  // A packet that every list of the route lets through, all stretches. No where the route ends in nothing.
  Passing through(const Route& route);

  // A packet that the first `gates` lists of a stretch let through; what other stretches do with it is not asked.
  Passing as_far_as(const Route& route, std::size_t stretch, std::size_t gates);

  // A packet that the list of one gate lets through, or does not, whatever the others do.
  Passing passes(const Route& route, std::size_t stretch, const Gate& gate);
  Passing stopped_at(const Route& route, std::size_t stretch, const Gate& gate);

  // A packet that the last of these gates does not let through, and all others do.
  Passing stopped_at_last(const Route& route, std::size_t stretch, std::span<const Gate> gates);

  // A packet that comes as far as this gate of the route, past all that it meets before on any stretch, and is stopped there.
  Passing stopped_on_the_way(const Route& route, GatePlace place);

 private:
  std::vector<NumberRange> source_port_classes(const Route& route);
  Passing find(const Route& route, std::size_t stretch, std::span<const Gate> gates, space::Verdicts last,
               NumberRange ports);
  Passing through_both(const Route& route);

  const ir::Policy& policy_;
  ListIndexes indexes_;
  space::Limits limits_;
};

}  // namespace sgc::checks
