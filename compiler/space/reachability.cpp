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
  Reach reach;
  Containers containers;
  prover.begin_question();
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[rule]);
    if (area.empty()) continue;

    std::optional<RuleNumber>& container = containers[static_cast<std::size_t>(family)];
    if (area.sources.size() * area.destinations.size() > 1) container = bench.coverage.container(area, filter);
    const Truth covered = container.value_or(kNone) != kNone ? Truth::Yes : bench.coverage.covered(area, filter);
    if (covered == Truth::No) return {State::Alive, family, bench.coverage.gap()};
    if (covered == Truth::NotDecided) reach.state = State::NotDecided;
    if (reach.state == State::Empty) reach.state = State::Dead;
  }
  reach.found = containers;
  return reach;
}

}  // namespace sgc::space
