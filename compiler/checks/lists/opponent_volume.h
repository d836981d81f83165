// At most how much of a rule the rules of the other verdict can have: their parts of it added up, as if no two of them
// had a packet in common. Mostly that is next to nothing, and then nobody needs to look where they lie.
//
// A rule between two wide sets meets thousands of small ones. Those that are small on one side only are not visited one
// by one: for each set and service the sizes of the set's partners, in the order of the tree, are summed up once.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/space/crowd.h"
#include "compiler/space/filter.h"

namespace sgc::checks {

class OpponentVolume {
 public:
  // The sizes of nodes, with all that is below. All that is handed over outlives it.
  OpponentVolume(const space::Universe& universe, const std::vector<double>& sources,
                 const std::vector<double>& destinations, space::Budget& budget)
      : universe_(universe), source_sizes_(sources), destination_sizes_(destinations), budget_(budget) {}

  // The share of the rule's packets of this family that rules from `first` on, before it, with one of the verdicts can
  // have: kAllow, or deny and reject. Over `limit` where it may be more, or would take more than `steps` to find out.
  double most(space::RuleNumber first, space::RuleNumber rule, space::Verdicts verdicts, double limit,
              std::uint64_t steps);

 private:
  struct Question {
    space::RuleNumber first = 0;
    space::RuleNumber rule = 0;
    space::Verdicts verdicts = 0;
    double limit = 0;
    space::ServiceNumber service = 0;
    space::Side from = space::Side::Source;  // the side whose sets are gone through
    space::Node across = 0;                  // the rule's node on the other
  };

  struct Sum {
    space::Node node = 0;
    double up_to_here = 0;
  };
  // The rules of a set, once for each node that they have across, service by service in the order of the tree.
  struct Partners {
    std::vector<space::ServiceNumber> services;
    std::optional<space::Crowd> by_bounds;  // places in `services`
    std::vector<std::size_t> begin;  // of each service's, and the end
    std::vector<Sum> sums;
  };

  const space::Laminar& tree(space::Side side) const { return universe_.side(side); }
  double size(space::Side side, space::Node node) const {
    return (side == space::Side::Source ? source_sizes_ : destination_sizes_)[node];
  }
  std::uint64_t sets_near(space::Side side, space::Node node) const;
  void add_set(space::SetNumber set, double part);
  void add_partners(space::SetNumber set, double part);
  void add_busy(space::SetNumber set, double part);
  void add_rules(space::PairNumber pair, double part);
  double share_of(space::ServiceNumber service) const;
  const Partners& partners_of(space::SetNumber set);
  static double below(std::span<const Sum> sums, space::Node first, space::Node last);
  bool enough() const { return sum_ > asked_.limit; }

  const space::Universe& universe_;
  const std::vector<double>& source_sizes_;
  const std::vector<double>& destination_sizes_;
  space::Budget& budget_;
  std::unordered_map<std::uint64_t, Partners> partners_;  // of each set, side and verdict

  Question asked_;
  double sum_ = 0;
};

}  // namespace sgc::checks
