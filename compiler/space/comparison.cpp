#include "compiler/space/comparison.h"

#include <algorithm>
#include <tuple>

#include "compiler/space/alignment.h"

namespace sgc::space {
namespace {

// Asks of rules of `from` whether `with` says the same of what they decide.
class Comparer {
 public:
  Comparer(Prover& prover, std::size_t from, std::size_t with, Distinguish distinguish)
      : prover_(prover), from_(from), with_(with), distinguish_(distinguish) {}

  // Whether `with` decides every packet of the rule as the rule does; `rule` in the answer is of `from`.
  Comparison compare(RuleNumber rule);

  // Calls use(difference) for each rule of `with` that differs on some packet, until it returns false.
  template <class Use>
  Truth for_each_difference(RuleNumber rule, Use use);

 private:
  Difference difference(RuleNumber rule, RuleNumber other, Family family, const Spot& spot) const {
    return {rule - prover_.index().first_rule(from_), other - prover_.index().first_rule(with_), family, spot};
  }
  Verdicts same(RuleNumber rule) const { return same_as(prover_.index().verdict(rule), distinguish_); }

  Prover& prover_;
  std::size_t from_;
  std::size_t with_;
  Distinguish distinguish_;
};

Comparison Comparer::compare(RuleNumber rule) {
  const Index& index = prover_.index();
  const Part before{index.first_rule(from_), rule};
  prover_.begin_question();
  Comparison comparison;
  for (const Family family : kFamilies) {
    Bench& bench = prover_.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[rule]);
    if (bench.coverage.covered(area, {{&before, 1}}) == Truth::Yes) continue;

    const Deviation found = bench.deviations.find(
        {area, {&before, 1}, index.first_rule(with_), index.end_rule(with_), same(rule)});
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

    const Part others{index.first_rule(with_), index.end_rule(with_),
                      static_cast<Verdicts>(kAnyVerdict & ~same(rule))};
    bench.overlaps.for_each(area, others, [&](RuleNumber other) {
      const Part parts[] = {before, {index.first_rule(with_), other}};
      const Truth covered = bench.coverage.covered(bench.deviations.meet(area, other), {parts});
      if (covered == Truth::NotDecided) decided = Truth::NotDecided;
      return covered != Truth::No || use(difference(rule, other, family, bench.coverage.gap()));
    });
  }
  return decided;
}

Difference turned(const Difference& d) { return {d.other, d.rule, d.family, d.spot}; }

bool before(const Difference& a, const Difference& b) {
  return std::tie(a.rule, a.other, a.family) < std::tie(b.rule, b.other, b.family);
}

}  // namespace

Comparison compare(Prover& prover, std::size_t list, std::size_t other, Distinguish distinguish) {
  const Alignment alignment = align(prover.index(), list, other, distinguish);
  Comparison comparison;
  Comparer there(prover, list, other, distinguish);
  for (const RuleNumber rule : alignment.changed) {
    const Comparison found = there.compare(rule);
    if (found.equal == Truth::No) return found;
    if (found.equal == Truth::NotDecided) comparison.equal = Truth::NotDecided;
  }
  Comparer back(prover, other, list, distinguish);
  for (const RuleNumber rule : alignment.other_changed) {
    const Comparison found = back.compare(rule);
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

  Comparer there(prover, list, other, distinguish);
  for (const RuleNumber rule : alignment.changed) {
    if (all.capped) break;
    if (there.for_each_difference(rule, add) == Truth::NotDecided) all.undecided = true;
  }
  Comparer back(prover, other, list, distinguish);
  for (const RuleNumber rule : alignment.other_changed) {
    if (all.capped) break;
    const Truth decided = back.for_each_difference(rule, [&](const Difference& difference) {
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
