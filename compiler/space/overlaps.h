// Which rules meet an area: the candidates of every question about two rules.
#pragma once

#include "compiler/space/filter.h"

namespace sgc::space {

// Finds them in one universe; holds the memory that this takes, so a thread has its own.
class Overlaps {
 public:
  Overlaps(const Universe& universe, Budget& budget);

  // The rules of the part that have a packet of the area, each once, in no particular order: calls use(rule) until
  // it returns false, and returns false if it did. `use` must not come back here. Spends budget, and goes on where
  // that runs out.
  template <class Use>
  bool for_each(const Area& area, const Part& part, Use use);

 private:
  struct OneSide {
    explicit OneSide(const Laminar& tree) : sets(tree.sets()) {}
    Marks sets;
    std::vector<SetNumber> found;
  };

  bool start(const Area& area, const Part& part);
  void find_sets(Side side, std::span<const Node> nodes);
  std::uint64_t cost(Side side, std::span<const Node> nodes) const;
  // The pairs of a set whose partner meets the nodes of the other side, into pairs_.
  void find_pairs(SetNumber set);
  void look_up_pairs(SetNumber set);
  bool meets_other_side(SetNumber set) const;
  bool interesting(PairNumber pair) const {
    return (universe_.pairs.verdicts(pair) & part_.verdicts) != 0;
  }

  const Universe& universe_;
  Budget& budget_;
  OneSide source_;
  OneSide destination_;
  Marks seen_pairs_;
  std::vector<PairNumber> pairs_;

  // The question being asked.
  Area area_;
  Part part_;
  Side from_ = Side::Source;  // the side whose sets are gone through
  bool other_marked_ = false;
};

template <class Use>
bool Overlaps::for_each(const Area& area, const Part& part, Use use) {
  if (!start(area, part)) return true;

  for (const SetNumber set : from_ == Side::Source ? source_.found : destination_.found) {
    find_pairs(set);
    for (const PairNumber pair : pairs_) {
      for (const PairIndex::Entry& entry : universe_.pairs.rules(pair)) {
        if (entry.rule >= part.end) break;
        if (!part.keeps(universe_, entry.rule)) continue;
        if (overlap(universe_.services[entry.service], area.services) && !use(entry.rule)) return false;
      }
    }
  }
  return true;
}

}  // namespace sgc::space
