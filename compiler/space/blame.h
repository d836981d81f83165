// Why a rule is dead or partly dead: which earlier rules take its packets, and what they do with them.
#pragma once

#include "compiler/space/containment.h"

namespace sgc::space {

// Rules that together take every packet of a dead rule. Each of them really takes some, and none can be left out.
struct Blame {
  std::vector<std::size_t> rules;  // places in the list, ascending
  bool fewest = false;             // proved: no smaller set of such rules does it
  bool complete = false;           // false: over budget; these are not all that it takes
};
Blame blame(Prover& prover, std::size_t list, std::size_t rule);

// The same where it is known which rule before the dead one is the first to have all of it by itself, if any is.
struct Container {
  std::size_t rule = 0;
  bool takes_some = false;  // known: it decides one of the packets; where false it is looked for
};
Blame blame(Prover& prover, std::size_t list, std::size_t rule, const std::optional<Container>& container);

// A packet of the rule, dead or alive, to which an earlier rule gives a verdict that is not one of `verdicts`. Before:
// the rule's own verdict is one of them.
struct OtherVerdict {
  Truth found = Truth::No;
  std::size_t rule = 0;  // the one that decides it
  Family family = Family::V4;
  Spot spot;
};
OtherVerdict other_verdict(Prover& prover, std::size_t list, std::size_t rule, Verdicts verdicts);
OtherVerdict other_verdict(Prover& prover, std::size_t list, std::size_t rule, Verdicts verdicts,
                           const Containment& containment);

// Whether those earlier rules that have one of the verdicts cover all of the rule by themselves.
Truth covered_by(Prover& prover, std::size_t list, std::size_t rule, Verdicts verdicts);

}  // namespace sgc::space
