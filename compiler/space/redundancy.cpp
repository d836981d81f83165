#include "compiler/space/redundancy.h"

#include <algorithm>

namespace sgc::space {
namespace {

struct Change {
  Deviation deviation;
  Family family = Family::V4;
  RuleNumber stand_in = kNone;  // has all of the rule by itself
};

// What changes if the rule is taken out of those that `without` leaves: packets that are its now are decided by what
// comes after.
Change change_without(Prover& prover, std::size_t list, RuleNumber rule, const std::vector<bool>* without) {
  const Index& index = prover.index();
  const Part earlier{index.first_rule(list), rule};
  const StandIn stand_in = StandIn::for_rule(index, rule);
  Change change;
  std::optional<RuleNumber> container;  // in all families so far the same
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[rule]);
    if (area.empty()) continue;
    const Expectation expected{
        area, {&earlier, 1}, rule + 1, index.end_rule(list), stand_in.verdicts, stand_in.log, without};
    const DeviationFinder::Bound bound = bench.deviations.bound(expected);
    const Deviation found =
        bound.deviation.met == Truth::Yes ? bench.deviations.find_before(expected, bound.end) : bound.deviation;
    if (found.met == Truth::No) return {found, family};
    if (found.met == Truth::NotDecided) change = {found, family};
    container = container.value_or(bound.container) == bound.container ? bound.container : kNone;
  }
  change.stand_in = container.value_or(kNone);
  return change;
}

// Most needed rules show it at the packet that is known to be theirs: the next rule that has it does something else.
Deviation change_at_known_packet(Prover& prover, std::size_t list, RuleNumber rule, Family family, const Spot& spot) {
  const Index& index = prover.index();
  const Part later{rule + 1, index.end_rule(list)};
  const RuleNumber next = prover.bench(family).coverage.first_at(spot, {{&later, 1}});
  const StandIn stand_in = StandIn::for_rule(index, rule);
  const bool same = has(stand_in.verdicts, index.verdict(next)) &&
                    (stand_in.log == kAnyLog || stand_in.log == index.log(next));
  return {same ? Truth::Yes : Truth::No, next, spot};
}

// Neighbours one after the other, as the tree of addresses has them: what they meet in memory is still near.
std::vector<RuleNumber> by_place(const Index& index, std::size_t list) {
  std::vector<std::pair<std::uint64_t, RuleNumber>> placed;
  for (RuleNumber rule = index.first_rule(list); rule < index.default_rule(list); ++rule) {
    std::uint64_t place = 0;
    for (const Family family : kFamilies) {
      const Universe& in = index.universe(family);
      const Area area = in.area_of(in.rules[rule]);
      if (!area.empty()) place = std::uint64_t{area.sources.front()} << 32U | area.destinations.front();
    }
    placed.emplace_back(place, rule);
  }
  std::sort(placed.begin(), placed.end());
  std::vector<RuleNumber> rules(placed.size());
  std::transform(placed.begin(), placed.end(), rules.begin(), [](const auto& at) { return at.second; });
  return rules;
}

}  // namespace

StandIn StandIn::for_rule(const Index& index, RuleNumber rule) {
  const std::uint32_t log = index.log(rule) == kNoLog ? kAnyLog : index.log(rule);
  switch (index.verdict(rule)) {
    case ir::Verdict::Allow: return {kAllow, log};
    case ir::Verdict::Deny: return {kDeny, log};
    case ir::Verdict::Reject: return {only(ir::Verdict::Reject), log};
  }
  return {};
}

Redundancy::Redundancy(Prover& prover, std::size_t list, const Reachability& reachability) {
  const Index& index = prover.index();
  const RuleNumber first = index.first_rule(list);
  rules_.resize(index.default_rule(list) - first);
  for (const RuleNumber rule : by_place(index, list)) {
    const std::size_t place = rule - first;
    Need& need = rules_[place];
    switch (reachability.state(place)) {
      case Reachability::State::Dead:
      case Reachability::State::Empty: need.state = State::Unreached; break;
      case Reachability::State::NotDecided: need.state = State::NotDecided; break;
      case Reachability::State::Alive: {
        prover.begin_question();
        const Family family = reachability.family(place);
        Change change{change_at_known_packet(prover, list, rule, family, reachability.spot(place)), family};
        if (change.deviation.met == Truth::Yes) change = change_without(prover, list, rule, nullptr);
        if (change.deviation.met == Truth::Yes && change.stand_in != kNone) need.instead = change.stand_in - first;
        if (change.deviation.met == Truth::NotDecided) need.state = State::NotDecided;
        if (change.deviation.met == Truth::No) {
          need = {State::Needed, change.family, change.deviation.spot, change.deviation.rule - first};
        }
        break;
      }
    }
  }
}

std::vector<bool> removable_rules(Prover& prover, std::size_t list, const Reachability& reachability) {
  const Index& index = prover.index();
  const RuleNumber first = index.first_rule(list);
  std::vector<bool> gone(index.rules(), false);
  for (RuleNumber rule = index.default_rule(list); rule-- > first;) {
    const Reachability::State state = reachability.state(rule - first);
    if (state == Reachability::State::Dead || state == Reachability::State::Empty) {
      gone[rule] = true;
      continue;
    }
    prover.begin_question();
    gone[rule] = change_without(prover, list, rule, &gone).deviation.met == Truth::Yes;
  }
  return {gone.begin() + first, gone.begin() + index.default_rule(list)};
}

}  // namespace sgc::space
