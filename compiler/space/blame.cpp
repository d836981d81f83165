#include "compiler/space/blame.h"

#include <algorithm>
#include <map>
#include <optional>

namespace sgc::space {
namespace {

constexpr std::size_t kProvedSize = 4;     // sets of up to so many rules are searched for one after the other
constexpr unsigned kSearchQuestions = 400; // covers tried in that search

struct Place {
  Family family = Family::V4;
  Spot spot;
};

// Looks for the rules to blame for the death of one rule.
class Search {
 public:
  Search(Prover& prover, std::size_t list, RuleNumber rule)
      : prover_(prover),
        first_(prover.index().first_rule(list)),
        rule_(rule) {}

  Blame find();

 private:
  std::optional<RuleNumber> single();
  bool complete_with(std::size_t more);
  bool grow();
  void shrink();

  Truth chosen_cover(Place* gap);
  bool takes_some(RuleNumber candidate);
  std::vector<RuleNumber> takers_at(const Place& place);
  unsigned breadth(RuleNumber candidate);
  Area area(Family family) { return universe(family).area_of(universe(family).rules[rule_]); }
  const Universe& universe(Family family) { return prover_.bench(family).universe; }

  void choose_none();
  void choose(RuleNumber rule);
  void drop(RuleNumber rule);
  Blame answer(bool fewest, bool complete);

  Prover& prover_;
  RuleNumber first_;
  RuleNumber rule_;
  std::vector<RuleNumber> chosen_;
  std::vector<bool> others_;  // all that are not chosen
  std::map<RuleNumber, bool> takes_some_;
  unsigned questions_ = 0;
  bool over_budget_ = false;
};

Blame Search::find() {
  if (const auto one = single()) {
    chosen_ = {*one};
    return answer(true, true);
  }
  for (std::size_t size = 2; size <= kProvedSize; ++size) {
    choose_none();
    questions_ = 0;
    if (complete_with(size)) return answer(true, true);
    if (over_budget_ || questions_ > kSearchQuestions) break;
  }

  choose_none();
  if (!grow()) return answer(false, false);
  shrink();
  return answer(false, !over_budget_);
}

// One rule that contains all of it: an earlier one is better, and if the earliest takes nothing, no other does.
std::optional<RuleNumber> Search::single() {
  const Part earlier{first_, rule_};
  std::vector<RuleNumber> containers;
  bool any_family = false;
  for (const Family family : kFamilies) {
    if (area(family).empty()) continue;
    std::vector<RuleNumber> here;
    prover_.bench(family).coverage.containers(area(family), {{&earlier, 1}}, here);
    if (any_family) {
      std::erase_if(containers, [&](RuleNumber rule) { return !std::binary_search(here.begin(), here.end(), rule); });
    } else {
      containers = std::move(here);
    }
    any_family = true;
  }
  for (const RuleNumber rule : containers) {
    if (takes_some(rule)) return rule;
  }
  return std::nullopt;
}

// Tries to cover what is left with so many more rules: whoever covers it must have the packet of the gap.
bool Search::complete_with(std::size_t more) {
  Place gap;
  if (++questions_ > kSearchQuestions) return false;
  const Truth covered = chosen_cover(&gap);
  if (covered != Truth::No) {
    over_budget_ |= covered == Truth::NotDecided;
    return covered == Truth::Yes;
  }
  if (more == 0) return false;
  for (const RuleNumber rule : takers_at(gap)) {
    choose(rule);
    if (complete_with(more - 1)) return true;
    drop(rule);
    if (over_budget_ || questions_ > kSearchQuestions) return false;
  }
  return false;
}

// Adds rules, the broadest at each gap, until they cover.
bool Search::grow() {
  for (Place gap;;) {
    const Truth covered = chosen_cover(&gap);
    if (covered == Truth::Yes) return true;
    if (covered == Truth::NotDecided) return false;
    const std::vector<RuleNumber> takers = takers_at(gap);
    if (takers.empty()) return false;
    choose(*std::max_element(takers.begin(), takers.end(), [this](RuleNumber a, RuleNumber b) {
      return breadth(a) != breadth(b) ? breadth(a) < breadth(b) : a > b;
    }));
  }
}

// Leaves out again what others made needless, narrow and late rules first.
void Search::shrink() {
  std::vector<RuleNumber> grown = chosen_;
  std::sort(grown.begin(), grown.end(), [this](RuleNumber a, RuleNumber b) {
    return breadth(a) != breadth(b) ? breadth(a) < breadth(b) : a > b;
  });
  for (const RuleNumber rule : grown) {
    drop(rule);
    const Truth covered = chosen_cover(nullptr);
    over_budget_ |= covered == Truth::NotDecided;
    if (covered != Truth::Yes) choose(rule);
  }
}

Truth Search::chosen_cover(Place* gap) {
  const Part earlier{first_, rule_};
  for (const Family family : kFamilies) {
    Coverage& coverage = prover_.bench(family).coverage;
    const Truth covered = coverage.covered(area(family), {{&earlier, 1}, &others_});
    if (covered == Truth::No && gap != nullptr) *gap = {family, coverage.gap()};
    if (covered != Truth::Yes) return covered;
  }
  return Truth::Yes;
}

// Whether the candidate is the first to have some packet of the rule.
bool Search::takes_some(RuleNumber candidate) {
  const auto [known, fresh] = takes_some_.try_emplace(candidate, false);
  if (!fresh) return known->second;
  const Part before{first_, candidate};
  for (const Family family : kFamilies) {
    Bench& bench = prover_.bench(family);
    const Area both = bench.deviations.meet(area(family), candidate);
    const Truth covered = bench.coverage.covered(both, {{&before, 1}});
    if (covered == Truth::No) known->second = true;
    over_budget_ |= covered == Truth::NotDecided;
  }
  return known->second;
}

// The rules that have the packet and take some of the dead rule, broad ones first.
std::vector<RuleNumber> Search::takers_at(const Place& place) {
  const Part earlier{first_, rule_};
  std::vector<RuleNumber> takers;
  prover_.bench(place.family).coverage.all_at(place.spot, {{&earlier, 1}}, takers);
  std::erase_if(takers, [this](RuleNumber rule) { return !takes_some(rule); });
  std::stable_sort(takers.begin(), takers.end(),
                   [this](RuleNumber a, RuleNumber b) { return breadth(a) > breadth(b); });
  return takers;
}

// How many of the three parts of the dead rule the candidate contains whole.
unsigned Search::breadth(RuleNumber candidate) {
  unsigned breadth = 0;
  for (const Family family : kFamilies) {
    const Universe& in = universe(family);
    const PlacedRule& dead = in.rules[rule_];
    const PlacedRule& taker = in.rules[candidate];
    if (dead.source == kNone || taker.source == kNone) continue;
    breadth += in.sources.set_contains(taker.source, dead.source) ? 1 : 0;
    breadth += in.destinations.set_contains(taker.destination, dead.destination) ? 1 : 0;
    breadth += taker.service == dead.service ? 1 : 0;
  }
  return breadth;
}

void Search::choose_none() {
  chosen_.clear();
  others_.assign(prover_.index().rules(), true);
}

void Search::choose(RuleNumber rule) {
  chosen_.push_back(rule);
  others_[rule] = false;
}

void Search::drop(RuleNumber rule) {
  std::erase(chosen_, rule);
  others_[rule] = true;
}

Blame Search::answer(bool fewest, bool complete) {
  Blame blame;
  for (const RuleNumber rule : chosen_) blame.rules.push_back(rule - first_);
  std::sort(blame.rules.begin(), blame.rules.end());
  blame.fewest = fewest;
  blame.complete = complete;
  return blame;
}

}  // namespace

Blame blame(Prover& prover, std::size_t list, std::size_t rule) {
  prover.begin_question();
  return Search(prover, list, prover.index().first_rule(list) + static_cast<RuleNumber>(rule)).find();
}

OtherVerdict other_verdict(Prover& prover, std::size_t list, std::size_t rule, Verdicts verdicts) {
  const RuleNumber first = prover.index().first_rule(list);
  const RuleNumber number = first + static_cast<RuleNumber>(rule);
  prover.begin_question();
  OtherVerdict other;
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[number]);
    const Deviation found = bench.deviations.find({area, {}, first, number + 1, verdicts});
    if (found.met == Truth::No) return {Truth::Yes, found.rule - first, family, found.spot};
    if (found.met == Truth::NotDecided) other.found = Truth::NotDecided;
  }
  return other;
}

Truth covered_by(Prover& prover, std::size_t list, std::size_t rule, Verdicts verdicts) {
  const RuleNumber first = prover.index().first_rule(list);
  const RuleNumber number = first + static_cast<RuleNumber>(rule);
  const Part those{first, number, verdicts};
  prover.begin_question();
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[number]);
    const Truth covered = bench.coverage.covered(area, {{&those, 1}});
    if (covered != Truth::Yes) return covered;
  }
  return Truth::Yes;
}

}  // namespace sgc::space
