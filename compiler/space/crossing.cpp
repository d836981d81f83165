#include "compiler/space/crossing.h"

#include <algorithm>
#include <numeric>

namespace sgc::space {

namespace {

// How far the guess for the next rule follows a rule that ends far behind or before it.
constexpr RuleNumber kMostForward = 64;
constexpr RuleNumber kBackward = 8;

}  // namespace

// Goes over the rules in order. The end of one is looked for from where those before it ended.
class Crossing::Finder {
 public:
  Finder(Prover& prover, Family family, std::size_t other)
      : prover_(prover),
        bench_(prover.bench(family)),
        first_(prover.index().first_rule(other)),
        end_(prover.index().end_rule(other)),
        guess_(first_) {}

  RuleNumber find(RuleNumber rule) {
    area_ = bench_.universe.area_of(bench_.universe.rules[rule]);
    if (area_.empty()) return 0;
    if (covers(guess_)) return go_back();
    return go_forward();
  }

 private:
  RuleNumber go_back() {
    const RuleNumber earlier = guess_ - std::min(kBackward, guess_ - first_);
    if (earlier < guess_ && covers(earlier)) guess_ = earlier;
    return guess_;
  }

  RuleNumber go_forward() {
    RuleNumber step = 1;
    while (step < end_ - guess_ && !covers(guess_ + step)) step *= 2;
    const RuleNumber found = guess_ + std::min(step, end_ - guess_);
    guess_ = std::min(found, guess_ + kMostForward);
    return found;
  }

  bool covers(RuleNumber end) {
    const Part part{first_, end};
    prover_.begin_question();
    return bench_.coverage.covered(area_, {{&part, 1}}) == Truth::Yes;
  }

  Prover& prover_;
  Bench& bench_;
  RuleNumber first_;
  RuleNumber end_;
  RuleNumber guess_;
  Area area_;
};

Crossing::Crossing(Prover& prover, std::size_t list, std::size_t other) : first_(prover.index().first_rule(list)) {
  const RuleNumber end = prover.index().end_rule(list);
  for (const Family family : kFamilies) {
    std::vector<RuleNumber>& ends = ends_[static_cast<std::size_t>(family)];
    ends.reserve(end - first_);
    Finder finder(prover, family, other);
    for (RuleNumber rule = first_; rule < end; ++rule) ends.push_back(finder.find(rule));
  }
}

Suspects::Suspects(const Crossing& crossing, Family family, RuleNumber first, RuleNumber end)
    : crossing_(crossing), family_(family), first_(first), next_(end - first + std::size_t{1}) {
  std::iota(next_.begin(), next_.end(), first);
}

// The rule after the one at place `before` (0: the first of all) that is left; those on the way that are not go.
RuleNumber Suspects::drop_ended(RuleNumber before, RuleNumber rule) {
  RuleNumber at = next_[before];
  while (at - first_ + 1 < next_.size() && crossing_.end(family_, at) <= rule) at = next_[at - first_ + 1];
  next_[before] = at;
  return at;
}

}  // namespace sgc::space
