#include "compiler/space/comparison.h"

#include <algorithm>
#include <tuple>

#include "compiler/space/alignment.h"
#include "compiler/space/crossing.h"

namespace sgc::space {
namespace {

// Where more rules are changed than one in so many, all rules' crossings are found out first.
constexpr std::size_t kCrossingPays = 16;

// A rule that has more suspects than this finds those that it meets by its sets.
constexpr std::size_t kMostSuspects = 2000;

// Where each rule of two lists ends in the other.
struct Crossings {
  Crossings(Prover& prover, std::size_t list, std::size_t other)
      : of_list(prover, list, other), of_other(prover, other, list) {}

  Crossing of_list;
  Crossing of_other;
};

// Asks of rules of `from`, in ascending order, whether `with` says the same of what they decide.
class Comparer {
 public:
  // `ends` is where the rules of `from` end in `with`, `ends_back` the other way round; none where few rules are asked
  // about.
  Comparer(Prover& prover, std::size_t from, std::size_t with, Distinguish distinguish, const Crossing* ends,
           const Crossing* ends_back)
      : prover_(prover), from_(from), with_(with), distinguish_(distinguish), ends_(ends) {
    if (ends_back == nullptr) return;
    for (const Family family : kFamilies) {
      suspects_.emplace_back(*ends_back, family, prover.index().first_rule(with), prover.index().end_rule(with));
    }
  }

  // Whether `with` decides every packet of the rule as the rule does; `rule` in the answer is of `from`.
  Comparison compare(RuleNumber rule);

  // Calls use(difference) for each rule of `with` that differs on some packet, until it returns false.
  template <class Use>
  Truth for_each_difference(RuleNumber rule, Use use);

 private:
  // The rules of `with` that may decide packets of the rule end here.
  RuleNumber end_of(RuleNumber rule, Family family) const {
    return ends_ == nullptr ? prover_.index().end_rule(with_) : ends_->end(family, rule);
  }
  // Calls use(other) for each rule of `with` before `end` that may decide some packet of the area that the rule
  // decides, and says something else, until it returns false.
  template <class Use>
  void for_each_opponent(Bench& bench, RuleNumber rule, const Area& area, RuleNumber end, Use use);

  Difference difference(RuleNumber rule, RuleNumber other, Family family, const Spot& spot) const {
    return {rule - prover_.index().first_rule(from_), other - prover_.index().first_rule(with_), family, spot};
  }
  Verdicts same(RuleNumber rule) const { return same_as(prover_.index().verdict(rule), distinguish_); }

  Prover& prover_;
  std::size_t from_;
  std::size_t with_;
  Distinguish distinguish_;
  const Crossing* ends_;
  std::vector<Suspects> suspects_;  // by family
};

template <class Use>
void Comparer::for_each_opponent(Bench& bench, RuleNumber rule, const Area& area, RuleNumber end, Use use) {
  const auto others = static_cast<Verdicts>(kAnyVerdict & ~same(rule));
  if (!suspects_.empty()) {
    Suspects& suspects = suspects_[static_cast<std::size_t>(bench.universe.family)];
    const bool few = suspects.for_each(rule, end, kMostSuspects, [&](RuleNumber other) {
      return !has(others, prover_.index().verdict(other)) || use(other);
    });
    if (few) return;
  }
  bench.overlaps.for_each(area, {prover_.index().first_rule(with_), end, others}, use);
}

Comparison Comparer::compare(RuleNumber rule) {
  const Index& index = prover_.index();
  const Part before{index.first_rule(from_), rule};
  prover_.begin_question();
  Comparison comparison;
  for (const Family family : kFamilies) {
    Bench& bench = prover_.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[rule]);
    if (bench.coverage.covered(area, {{&before, 1}}) == Truth::Yes) continue;

    const Expectation expected{area, {&before, 1}, index.first_rule(with_), index.end_rule(with_), same(rule)};
    const auto bound = bench.deviations.bound(expected);
    Deviation found = bound.deviation;
    if (found.met == Truth::Yes) {
      for_each_opponent(bench, rule, area, std::min(bound.end, end_of(rule, family)), [&](RuleNumber other) {
        found = bench.deviations.find_at(expected, other);
        return found.met == Truth::Yes;
      });
    }
    if (found.met == Truth::No) return {Truth::No, difference(rule, found.rule, family, found.spot)};
    if (found.met == Truth::NotDecided) comparison.equal = Truth::NotDecided;
  }
  return comparison;
}

template <class Use>
Truth Comparer::for_each_difference(RuleNumber rule, Use use) {
  const Index& index = prover_.index();
  prover_.begin_question();
  Truth decided = Truth::Yes;
  for (const Family family : kFamilies) {
    Bench& bench = prover_.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[rule]);
    const Part before{index.first_rule(from_), rule};
    if (bench.coverage.covered(area, {{&before, 1}}) == Truth::Yes) continue;

    for_each_opponent(bench, rule, area, end_of(rule, family), [&](RuleNumber other) {
      const Part parts[] = {before, {index.first_rule(with_), other}};
      const Truth covered = bench.coverage.covered(bench.deviations.meet(area, other), {parts});
      if (covered == Truth::NotDecided) decided = Truth::NotDecided;
      return covered != Truth::No || use(difference(rule, other, family, bench.coverage.gap()));
    });
  }
  return decided;
}

// Both directions of a comparison.
struct Comparers {
  Comparers(Prover& prover, std::size_t list, std::size_t other, Distinguish distinguish, const Alignment& alignment)
      : crossings(find_crossings(prover, list, other, alignment)),
        there(prover, list, other, distinguish, of_list(), of_other()),
        back(prover, other, list, distinguish, of_other(), of_list()) {}

  static std::optional<Crossings> find_crossings(Prover& prover, std::size_t list, std::size_t other,
                                                 const Alignment& alignment) {
    const Index& index = prover.index();
    const std::size_t rules = index.end_rule(list) - index.first_rule(list) + index.end_rule(other) - index.first_rule(other);
    const std::size_t changed = alignment.changed.size() + alignment.other_changed.size();
    if (changed * kCrossingPays <= rules) return std::nullopt;
    return std::optional<Crossings>(std::in_place, prover, list, other);
  }

  const Crossing* of_list() const { return crossings ? &crossings->of_list : nullptr; }
  const Crossing* of_other() const { return crossings ? &crossings->of_other : nullptr; }

  std::optional<Crossings> crossings;
  Comparer there;
  Comparer back;
};

Difference turned(const Difference& d) { return {d.other, d.rule, d.family, d.spot}; }

bool before(const Difference& a, const Difference& b) {
  return std::tie(a.rule, a.other, a.family) < std::tie(b.rule, b.other, b.family);
}

}  // namespace

Comparison compare(Prover& prover, std::size_t list, std::size_t other, Distinguish distinguish) {
  const Alignment alignment = align(prover.index(), list, other, distinguish);
  Comparison comparison;
  Comparers comparers(prover, list, other, distinguish, alignment);
  for (const RuleNumber rule : alignment.changed) {
    const Comparison found = comparers.there.compare(rule);
    if (found.equal == Truth::No) return found;
    if (found.equal == Truth::NotDecided) comparison.equal = Truth::NotDecided;
  }
  for (const RuleNumber rule : alignment.other_changed) {
    const Comparison found = comparers.back.compare(rule);
    if (found.equal == Truth::No) return {Truth::No, turned(*found.difference)};
    if (found.equal == Truth::NotDecided) comparison.equal = Truth::NotDecided;
  }
  return comparison;
}

Differences differences(Prover& prover, std::size_t list, std::size_t other, Distinguish distinguish,
                        std::size_t most) {
  const Alignment alignment = align(prover.index(), list, other, distinguish);
  const RuleNumber first = prover.index().first_rule(list);
  Differences all;
  const auto add = [&](const Difference& difference) {
    all.capped = all.pairs.size() == most;
    if (!all.capped) all.pairs.push_back(difference);
    return !all.capped;
  };

  Comparers comparers(prover, list, other, distinguish, alignment);
  for (const RuleNumber rule : alignment.changed) {
    if (all.capped) break;
    if (comparers.there.for_each_difference(rule, add) == Truth::NotDecided) all.undecided = true;
  }
  for (const RuleNumber rule : alignment.other_changed) {
    if (all.capped) break;
    const Truth decided = comparers.back.for_each_difference(rule, [&](const Difference& difference) {
      const bool known = std::binary_search(alignment.changed.begin(), alignment.changed.end(),
                                            first + static_cast<RuleNumber>(difference.other));
      return known || add(turned(difference));
    });
    if (decided == Truth::NotDecided) all.undecided = true;
  }
  std::sort(all.pairs.begin(), all.pairs.end(), before);
  const auto same_rules = [](const Difference& a, const Difference& b) { return a.rule == b.rule && a.other == b.other; };
  all.pairs.erase(std::unique(all.pairs.begin(), all.pairs.end(), same_rules), all.pairs.end());
  return all;
}

}  // namespace sgc::space
