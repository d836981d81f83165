#include "compiler/space/redundancy.h"

namespace sgc::space {
namespace {

struct Change {
  Deviation deviation;
  Family family = Family::V4;
};

// What changes if the rule is taken out of those that `without` leaves: packets that are its now are decided by what
// comes after.
Change change_without(Prover& prover, std::size_t list, RuleNumber rule, const std::vector<bool>* without) {
  const Index& index = prover.index();
  const Part earlier{index.first_rule(list), rule};
  const StandIn stand_in = StandIn::for_rule(index, rule);
  Change change;
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[rule]);
    const Deviation found = bench.deviations.find({area,
                                                   {&earlier, 1},
                                                   rule + 1,
                                                   index.end_rule(list),
                                                   stand_in.verdicts,
                                                   stand_in.log,
                                                   without});
    if (found.met == Truth::No) return {found, family};
    if (found.met == Truth::NotDecided) change = {found, family};
  }
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
  for (RuleNumber rule = first; rule < index.default_rule(list); ++rule) {
    const std::size_t place = rule - first;
    Need need;
    switch (reachability.state(place)) {
      case Reachability::State::Dead:
      case Reachability::State::Empty: need.state = State::Unreached; break;
      case Reachability::State::NotDecided: need.state = State::NotDecided; break;
      case Reachability::State::Alive: {
        prover.begin_question();
        const Family family = reachability.family(place);
        Change change{change_at_known_packet(prover, list, rule, family, reachability.spot(place)), family};
        if (change.deviation.met == Truth::Yes) change = change_without(prover, list, rule, nullptr);
        if (change.deviation.met == Truth::NotDecided) need.state = State::NotDecided;
        if (change.deviation.met == Truth::No) {
          need = {State::Needed, change.family, change.deviation.spot, change.deviation.rule - first};
        }
        break;
      }
    }
    rules_.push_back(need);
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
