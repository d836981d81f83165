#include "compiler/space/blame.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace sgc::space {
namespace {

constexpr std::size_t kProvedSize = 4;  // sets of up to so many rules are searched for, one after the other,
constexpr unsigned kMostTries = 300;    // in so many tries for each size
constexpr std::size_t kMostBlamed = kMostOnly;  // nobody reads more
constexpr unsigned kMostBreadth = 6;    // three parts in two families
constexpr std::uint8_t kUnknown = UINT8_MAX;

struct Place {
  Family family = Family::V4;
  Spot spot;
};

// Looks for the rules to blame for the death of one rule.
class Search {
 public:
  Search(Prover& prover, std::size_t list, std::size_t rule, const std::optional<Container>& container)
      : prover_(prover),
        first_(prover.index().first_rule(list)),
        rule_(first_ + static_cast<RuleNumber>(rule)) {
    if (!container) return;
    container_ = first_ + static_cast<RuleNumber>(container->rule);
    if (container->takes_some) takes_some_.emplace(container_, true);
  }

  Blame find();

 private:
  bool search(std::size_t size);
  bool complete_with(std::size_t more);
  bool grow();
  void shrink();

  Truth chosen_cover(Place* gap);
  bool takes_some(RuleNumber candidate);
  bool all_take_some();
  std::vector<RuleNumber> takers_at(const Place& place);
  unsigned breadth(RuleNumber candidate);
  unsigned find_breadth(RuleNumber candidate);
  Area area(Family family) { return universe(family).area_of(universe(family).rules[rule_]); }
  const Universe& universe(Family family) { return prover_.bench(family).universe; }
  Blame answer(bool fewest, bool complete);

  Prover& prover_;
  RuleNumber first_;
  RuleNumber rule_;
  RuleNumber container_ = kNone;  // the first that has all of it by itself
  std::vector<RuleNumber> chosen_;
  std::map<RuleNumber, bool> takes_some_;
  std::vector<std::uint8_t> breadth_;  // of each rule before the dead one, where it is known; else kUnknown
  unsigned tries_ = 0;
  bool over_budget_ = false;
};

Blame Search::find() {
  // One rule that contains all of it. If the earliest takes nothing, no other does.
  if (container_ != kNone && takes_some(container_)) {
    chosen_ = {container_};
    return answer(true, true);
  }
  for (std::size_t size = 2; size <= kProvedSize && tries_ < kMostTries && !over_budget_; ++size) {
    if (search(size)) return answer(true, true);
  }
  chosen_.clear();
  if (!grow()) return answer(false, false);
  shrink();
  return answer(false, !over_budget_);
}

bool Search::search(std::size_t size) {
  chosen_.clear();
  tries_ = 0;
  return complete_with(size);
}

// Tries to cover what is left with so many more rules: whoever covers it must have the packet of the gap.
bool Search::complete_with(std::size_t more) {
  if (++tries_ > kMostTries) return false;
  Place gap;
  const Truth covered = chosen_cover(&gap);
  if (covered == Truth::Yes) return all_take_some();
  if (covered == Truth::NotDecided) over_budget_ = true;
  if (over_budget_ || more == 0) return false;

  for (const RuleNumber rule : takers_at(gap)) {
    chosen_.push_back(rule);
    if (complete_with(more - 1)) return true;
    chosen_.pop_back();
    if (over_budget_ || tries_ > kMostTries) return false;
  }
  return false;
}

// Adds rules, the broadest at each gap, until they cover.
bool Search::grow() {
  while (chosen_.size() < kMostBlamed) {
    Place gap;
    const Truth covered = chosen_cover(&gap);
    if (covered != Truth::No) return covered == Truth::Yes;
    const std::vector<RuleNumber> takers = takers_at(gap);
    const auto taker = std::find_if(takers.begin(), takers.end(), [this](RuleNumber rule) { return takes_some(rule); });
    if (taker == takers.end()) return false;
    chosen_.push_back(*taker);
  }
  return false;
}

// Leaves out again what others made needless, narrow and late rules first.
void Search::shrink() {
  std::vector<RuleNumber> grown = chosen_;
  std::sort(grown.begin(), grown.end(), [this](RuleNumber a, RuleNumber b) {
    return breadth(a) != breadth(b) ? breadth(a) < breadth(b) : a > b;
  });
  for (const RuleNumber rule : grown) {
    std::erase(chosen_, rule);
    const Truth covered = chosen_cover(nullptr);
    over_budget_ |= covered == Truth::NotDecided;
    if (covered != Truth::Yes) chosen_.push_back(rule);
  }
}

Truth Search::chosen_cover(Place* gap) {
  const Part none{first_, first_};
  for (const Family family : kFamilies) {
    Coverage& coverage = prover_.bench(family).coverage;
    const Truth covered = coverage.covered(area(family), {{&none, 1}, nullptr, chosen_});
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
    // Of the rule that has all of it, this is all of it.
    const Area both = candidate == container_ ? area(family) : bench.deviations.meet(area(family), candidate);
    const Truth covered = bench.coverage.covered(both, {{&before, 1}});
    if (covered == Truth::No) known->second = true;
    over_budget_ |= covered == Truth::NotDecided;
  }
  return known->second;
}

bool Search::all_take_some() {
  return std::all_of(chosen_.begin(), chosen_.end(), [this](RuleNumber rule) { return takes_some(rule); });
}

// The rules before the dead one that have the packet, broad ones first, then early ones.
std::vector<RuleNumber> Search::takers_at(const Place& place) {
  const Part earlier{first_, rule_};
  std::vector<RuleNumber> takers;
  prover_.bench(place.family).coverage.all_at(place.spot, {{&earlier, 1}}, takers);

  std::array<std::vector<RuleNumber>, kMostBreadth + 1> by_breadth;
  for (const RuleNumber rule : takers) by_breadth[breadth(rule)].push_back(rule);
  takers.clear();
  for (unsigned breadth = kMostBreadth + 1; breadth-- > 0;) {
    takers.insert(takers.end(), by_breadth[breadth].begin(), by_breadth[breadth].end());
  }
  return takers;
}

// How many of the three parts of the dead rule the candidate contains whole. Where thousands have one packet they mostly
// have the next too.
unsigned Search::breadth(RuleNumber candidate) {
  if (breadth_.empty()) breadth_.assign(rule_ - first_, kUnknown);
  std::uint8_t& known = breadth_[candidate - first_];
  if (known == kUnknown) known = static_cast<std::uint8_t>(find_breadth(candidate));
  return known;
}

unsigned Search::find_breadth(RuleNumber candidate) {
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
  std::optional<Container> container;
  if (const auto first = Containment(prover, list, rule).first()) container = Container{*first};
  return blame(prover, list, rule, container);
}

Blame blame(Prover& prover, std::size_t list, std::size_t rule, const std::optional<Container>& container) {
  prover.begin_question();
  return Search(prover, list, rule, container).find();
}

OtherVerdict other_verdict(Prover& prover, std::size_t list, std::size_t rule, Verdicts verdicts) {
  return other_verdict(prover, list, rule, verdicts, Containment(prover, list, rule));
}

OtherVerdict other_verdict(Prover& prover, std::size_t list, std::size_t rule, Verdicts verdicts,
                           const Containment& containment) {
  const RuleNumber first = prover.index().first_rule(list);
  const RuleNumber number = first + static_cast<RuleNumber>(rule);
  prover.begin_question();
  OtherVerdict other;
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[number]);
    const RuleNumber expected = std::min(containment.first(family, verdicts), number);  // it has all of itself
    const Deviation found = bench.deviations.find_before({area, {}, first, number + 1, verdicts}, expected);
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
