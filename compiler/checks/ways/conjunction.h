// A packet that several lists let through, one after the other. Lists are asked in turn: of each an allow is taken, with
// what its earlier denies leave of it, and the next is asked about that; the last one answers by itself.
#pragma once

#include "compiler/space/prover.h"

namespace sgc::checks {

class Conjunction {
 public:
  // Of all lists of the prover's index, in one family. What the last list says of the packet is one of `last`.
  Conjunction(space::Prover& prover, Family family, space::Verdicts last)
      : prover_(prover), bench_(prover.bench(family)), last_(last) {}

  space::Truth find(const space::Area& area) { return descend(0, area); }

  // After Yes.
  const space::Spot& spot() const { return spot_; }

 private:
  // An area that does not pass away with the next question.
  struct Kept {
    explicit Kept(const space::Area& area)
        : sources(area.sources.begin(), area.sources.end()),
          destinations(area.destinations.begin(), area.destinations.end()),
          services(area.services.begin(), area.services.end()) {}

    space::Area area() const { return {sources, destinations, services}; }

    std::vector<space::Node> sources;
    std::vector<space::Node> destinations;
    std::vector<space::Rect> services;
  };

  space::Truth descend(std::size_t list, const space::Area& area);
  bool some_list_denies_all(std::size_t begin, const space::Area& area);
  space::Truth ask_last(const space::Area& area);

  space::Prover& prover_;
  space::Bench& bench_;
  space::Verdicts last_;
  std::vector<space::Part> denied_;  // what the lists before deny of the allows that were taken
  space::Spot spot_;
};

}  // namespace sgc::checks
