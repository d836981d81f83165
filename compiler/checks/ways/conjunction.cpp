#include "compiler/checks/ways/conjunction.h"

#include <algorithm>

namespace sgc::checks {

using space::Area;
using space::RuleNumber;
using space::Truth;

Truth Conjunction::descend(std::size_t list, const Area& area) {
  const space::Index& index = prover_.index();
  if (list + 1 == index.lists()) return ask_last(area);
  if (some_list_denies_all(list + 1, area)) return Truth::No;

  const RuleNumber first = index.first_rule(list);
  std::vector<RuleNumber> allows;
  bench_.overlaps.for_each(area, {first, index.end_rule(list), space::kAllow}, [&](RuleNumber rule) {
    allows.push_back(rule);
    return true;
  });
  std::sort(allows.begin(), allows.end());

  Truth answer = Truth::No;
  for (const RuleNumber allow : allows) {
    const Kept let_in(bench_.deviations.meet(area, allow));
    denied_.push_back({first, allow, space::kDeny});
    Truth found = bench_.coverage.covered(let_in.area(), {denied_});
    if (found == Truth::No) {
      found = descend(list + 1, let_in.area());
    } else if (found == Truth::Yes) {
      found = Truth::No;
    }
    denied_.pop_back();
    if (found == Truth::Yes) return Truth::Yes;
    if (found == Truth::NotDecided) answer = Truth::NotDecided;
    if (prover_.budget().spent()) return Truth::NotDecided;
  }
  return answer;
}

// Most areas of which nothing comes through are stopped by one list alone, and need not be cut up for the others.
bool Conjunction::some_list_denies_all(std::size_t begin, const Area& area) {
  const space::Index& index = prover_.index();
  for (std::size_t list = begin; list < index.lists(); ++list) {
    const bool is_last = list + 1 == index.lists();
    const auto against = is_last ? static_cast<space::Verdicts>(space::kAnyVerdict & ~last_) : space::kDeny;
    const space::Deviation found =
        bench_.deviations.find({area, denied_, index.first_rule(list), index.end_rule(list), against});
    if (found.met == Truth::Yes) return true;
  }
  return false;
}

Truth Conjunction::ask_last(const Area& area) {
  const space::Index& index = prover_.index();
  const std::size_t list = index.lists() - 1;
  const auto others = static_cast<space::Verdicts>(space::kAnyVerdict & ~last_);
  const space::Deviation found =
      bench_.deviations.find({area, denied_, index.first_rule(list), index.end_rule(list), others});
  if (found.met == Truth::No) spot_ = found.spot;
  return found.met == Truth::No ? Truth::Yes : found.met == Truth::Yes ? Truth::No : Truth::NotDecided;
}

}  // namespace sgc::checks
