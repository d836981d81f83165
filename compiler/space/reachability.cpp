#include "compiler/space/reachability.h"

namespace sgc::space {

Reachability::Reachability(Prover& prover, std::size_t list) {
  const Index& index = prover.index();
  const RuleNumber first = index.first_rule(list);
  rules_.reserve(index.end_rule(list) - first);
  for (RuleNumber rule = first; rule < index.end_rule(list); ++rule) {
    rules_.push_back(reach(prover, rule, {first, rule}));
  }
}

Reachability::Reach Reachability::reach(Prover& prover, RuleNumber rule, const Part& earlier) {
  const Filter filter{{&earlier, 1}};
  Reach found;
  prover.begin_question();
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[rule]);
    if (area.empty()) continue;

    const bool by_one = area.sources.size() * area.destinations.size() > 1 &&
                        bench.coverage.container(area, filter) != kNone;
    const Truth covered = by_one ? Truth::Yes : bench.coverage.covered(area, filter);
    if (covered == Truth::No) return {State::Alive, family, bench.coverage.gap()};
    if (covered == Truth::NotDecided) found.state = State::NotDecided;
    if (found.state == State::Empty) found.state = State::Dead;
  }
  return found;
}

}  // namespace sgc::space
