#include "compiler/space/order.h"

#include <algorithm>

namespace sgc::space {
namespace {

Verdicts other_than(ir::Verdict verdict) {
  return static_cast<Verdicts>(kAnyVerdict & ~same_as(verdict, Distinguish::LetThrough));
}

bool contains(const Index& index, RuleNumber outer, RuleNumber inner) {
  return std::all_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
    const Universe& in = index.universe(family);
    const PlacedRule& a = in.rules[outer];
    const PlacedRule& b = in.rules[inner];
    if (b.source == kNone) return true;
    return a.source != kNone && in.sources.set_contains(a.source, b.source) &&
           in.destinations.set_contains(a.destination, b.destination) && in.services_contain(a.service, b.service);
  });
}

// Whether the rule may decide something; where that could not be decided, it may.
bool takes_part(const Reachability& reachability, std::size_t rule) {
  const Reachability::State state = reachability.state(rule);
  return state == Reachability::State::Alive || state == Reachability::State::NotDecided;
}

Relation relation_of(const Index& index, RuleNumber earlier, RuleNumber later) {
  if (contains(index, earlier, later)) return Relation::Inside;
  if (contains(index, later, earlier)) return Relation::Generalization;
  return Relation::Correlation;
}

// Collects the pairs of one rule with later ones.
class PairsOfRule {
 public:
  PairsOfRule(Prover& prover, std::size_t list, RuleNumber rule, std::size_t most)
      : prover_(prover), list_(list), rule_(rule), most_(most) {}

  void find_in(Family family);

  std::vector<OrderedPair> pairs;
  bool capped = false;
  bool undecided = false;

 private:
  bool known(std::size_t later) const {
    return std::any_of(pairs.begin(), pairs.end(), [&](const OrderedPair& pair) { return pair.later == later; });
  }

  Prover& prover_;
  std::size_t list_;
  RuleNumber rule_;
  std::size_t most_;
};

void PairsOfRule::find_in(Family family) {
  const Index& index = prover_.index();
  Bench& bench = prover_.bench(family);
  const RuleNumber first = index.first_rule(list_);
  const Area area = bench.universe.area_of(bench.universe.rules[rule_]);
  const Part before{first, rule_};
  const Part later{rule_ + 1, index.default_rule(list_), other_than(index.verdict(rule_))};
  const std::size_t of_other_family = pairs.size();
  bench.overlaps.for_each(area, later, [&](RuleNumber rule) {
    const Truth covered = bench.coverage.covered(bench.deviations.meet(area, rule), {{&before, 1}});
    undecided = undecided || covered == Truth::NotDecided;
    if (covered != Truth::No || (of_other_family != 0 && known(rule - first))) return true;
    if (pairs.size() == most_) {
      capped = true;
      return false;
    }
    pairs.push_back({rule_ - first, rule - first, relation_of(index, rule_, rule), family, bench.coverage.gap()});
    return true;
  });
}

}  // namespace

OrderedPairs order_sensitive_pairs(Prover& prover, std::size_t list, const Reachability& reachability,
                                   std::size_t most) {
  const RuleNumber first = prover.index().first_rule(list);
  OrderedPairs all;
  for (RuleNumber rule = first; rule < prover.index().default_rule(list); ++rule) {
    if (!takes_part(reachability, rule - first)) continue;
    prover.begin_question();
    PairsOfRule of_rule(prover, list, rule, most);
    for (const Family family : kFamilies) {
      if (!of_rule.capped) of_rule.find_in(family);
    }
    std::sort(of_rule.pairs.begin(), of_rule.pairs.end(),
              [](const OrderedPair& a, const OrderedPair& b) { return a.later < b.later; });
    all.pairs.insert(all.pairs.end(), of_rule.pairs.begin(), of_rule.pairs.end());
    all.capped += of_rule.capped ? 1 : 0;
    all.undecided += of_rule.undecided ? 1 : 0;
  }
  return all;
}

std::vector<std::uint32_t> levels(Prover& prover, std::size_t list, const Reachability& reachability) {
  const Index& index = prover.index();
  const RuleNumber first = index.first_rule(list);
  std::vector<std::uint32_t> level(index.default_rule(list) - first, kNone);
  for (RuleNumber rule = index.default_rule(list); rule-- > first;) {
    if (!takes_part(reachability, rule - first)) continue;
    std::uint32_t highest = 0;
    prover.begin_question();
    for (const Family family : kFamilies) {
      Bench& bench = prover.bench(family);
      const Area area = bench.universe.area_of(bench.universe.rules[rule]);
      const Part later{rule + 1, index.default_rule(list), other_than(index.verdict(rule))};
      bench.overlaps.for_each(area, later, [&](RuleNumber other) {
        const std::uint32_t below = level[other - first];
        if (below != kNone) highest = std::max(highest, below + 1);
        return true;
      });
    }
    level[rule - first] = highest;
  }
  return level;
}

}  // namespace sgc::space
