// Which rules of two lists can still decide a packet in both: where each rule of the one list ends in the other. For
// two lists that say the same in other words almost no pair of rules is left to be asked about.
#pragma once

#include "compiler/space/prover.h"

namespace sgc::space {

// For each rule of `list` an end of rules of `other` that have, together, all of its packets: later ones never see any.
// Not always the least end, but near to it where the lists run side by side.
class Crossing {
 public:
  Crossing(Prover& prover, std::size_t list, std::size_t other);

  // 0 for a rule without packets of the family.
  RuleNumber end(Family family, RuleNumber rule) const {
    return ends_[static_cast<std::size_t>(family)][rule - first_];
  }

 private:
  class Finder;

  RuleNumber first_;
  std::array<std::vector<RuleNumber>, 2> ends_;
};

// The rules of a list that another list's rules, asked in ascending order, can meet: those that still have packets of
// their own when it comes to that rule.
class Suspects {
 public:
  Suspects(const Crossing& crossing, Family family, RuleNumber first, RuleNumber end);

  // Calls use(suspect) for each of them before `end` that rules before `rule` leave something of, ascending, until it
  // returns false. If there are more than `most` it calls for none and returns false. `rule` never goes back.
  template <class Use>
  bool for_each(RuleNumber rule, RuleNumber end, std::size_t most, Use use);

 private:
  RuleNumber drop_ended(RuleNumber before, RuleNumber rule);

  const Crossing& crossing_;
  Family family_;
  RuleNumber first_;
  std::vector<RuleNumber> next_;  // of the head, then of each rule: the next that has not ended
};

template <class Use>
bool Suspects::for_each(RuleNumber rule, RuleNumber end, std::size_t most, Use use) {
  std::size_t count = 0;
  RuleNumber before = 0;
  for (RuleNumber at = drop_ended(before, rule); at < end; at = drop_ended(before, rule)) {
    if (++count > most) return false;
    before = at - first_ + 1;
  }
  for (RuleNumber at = next_[0]; count-- > 0; at = next_[at - first_ + 1]) {
    if (!use(at)) break;
  }
  return true;
}

}  // namespace sgc::space
