// Which rules meet an area: the candidates of every question about two rules.
#pragma once

#include <algorithm>

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
    explicit OneSide(const Laminar& tree) : sets(tree.sets()), of_set(tree.sets()) {}
    Marks sets;
    std::vector<SetNumber> found;
    KeptRows of_set;  // by set, those that meet it, where that took long to find out
  };

  bool start(const Area& area, const Part& part);
  void find_sets(Side side, std::uint64_t cost);
  std::span<const Node> nodes_of_area(Side side) const { return side == Side::Source ? area_.sources : area_.destinations; }
  std::uint64_t cost(Side side, std::span<const Node> nodes) const;

  template <class Visit>
  bool visit_partners(SetNumber set, Visit visit);
  template <class Visit>
  bool look_up_partners(SetNumber set, Visit visit);
  template <class Use>
  bool visit_rules(PairNumber pair, Use use) const;

  std::span<const Node> across() const { return nodes_of_area(other(from_)); }
  bool may_matter(const PairIndex::Partner& partner) const {
    return partner.first_rule < part_.end && partner.last_rule >= part_.begin && overlaps(partner.services, bounds_);
  }
  bool meets_across(const PairIndex::Partner& partner) const;
  bool meets_services(const PairIndex::Entry& entry) const;

  const Universe& universe_;
  Budget& budget_;
  OneSide source_;
  OneSide destination_;
  Marks seen_pairs_;

  // The question being asked.
  Area area_;
  Rect bounds_;  // of its services
  Part part_;
  Side from_ = Side::Source;     // the side whose sets are gone through
  bool across_marked_ = false;   // the sets of the other side that meet the area are marked
};

template <class Use>
bool Overlaps::for_each(const Area& area, const Part& part, Use use) {
  if (!start(area, part)) return true;
  const OneSide& from = from_ == Side::Source ? source_ : destination_;
  return std::all_of(from.found.begin(), from.found.end(), [&](SetNumber set) {
    return visit_partners(set, [&](PairNumber pair) { return visit_rules(pair, use); });
  });
}

// The pairs of the set whose other set meets the area.
template <class Visit>
bool Overlaps::visit_partners(SetNumber set, Visit visit) {
  if (across().size() == 1 && across()[0] != 0 && universe_.pairs.busy(from_, set)) {
    return look_up_partners(set, visit);
  }
  const PairIndex::Earliest& earliest = universe_.pairs.earliest(from_, set);
  for (const PairIndex::Says says : PairIndex::kSays) {
    const bool some = (PairIndex::verdicts_of(says) & part_.verdicts) != 0;
    if (!some || earliest[static_cast<std::size_t>(says)] >= part_.end) continue;
    const auto partners = universe_.pairs.partners(from_, set, says);
    budget_.spend(partners.size());
    for (const PairIndex::Partner& partner : partners) {
      if (partner.first_rule >= part_.end) break;
      if (!may_matter(partner) || !meets_across(partner)) continue;
      if (!visit(partner.pair)) return false;
    }
  }
  return true;
}

// The same for a set with many partners: those around the one node of the other side, and those below it.
template <class Visit>
bool Overlaps::look_up_partners(SetNumber set, Visit visit) {
  const Node node = across()[0];
  const Laminar& tree = universe_.side(other(from_));
  const auto below = universe_.pairs.placed(from_, set, node + 1, tree.last(node));
  budget_.spend(tree.around(node) + below.size());
  for (Node at = node; at != kNone; at = tree.parent(at)) {
    for (const SetNumber partner : tree.sets_at(at)) {
      const PairNumber pair =
          from_ == Side::Source ? universe_.pairs.find(set, partner) : universe_.pairs.find(partner, set);
      if (pair != kNone && !visit(pair)) return false;
    }
  }
  seen_pairs_.clear();
  return std::all_of(below.begin(), below.end(), [&](const PairIndex::Placed& placed) {
    const PairIndex::Partner& partner = universe_.pairs.partner(from_, placed);
    return !may_matter(partner) || !seen_pairs_.mark(partner.pair) || visit(partner.pair);
  });
}

template <class Use>
bool Overlaps::visit_rules(PairNumber pair, Use use) const {
  return universe_.pairs.for_each_rule(pair, part_.begin, part_.end, bounds_, [&](const PairIndex::Entry& entry) {
    const bool wanted = part_.keeps(universe_, entry.rule, entry.verdict) && meets_services(entry);
    return !wanted || use(entry.rule);
  });
}

}  // namespace sgc::space
