#include "compiler/space/containment.h"

#include <algorithm>
#include <iterator>

namespace sgc::space {

Containment::Containment(Prover& prover, std::size_t list, std::size_t rule, const Reachability::Containers& known)
    : prover_(prover),
      begin_(prover.index().first_rule(list)),
      rule_(begin_ + static_cast<RuleNumber>(rule)) {
  prover.begin_question();
  for (const Family family : kFamilies) {
    const auto at = static_cast<std::size_t>(family);
    first_[at] = known[at] ? *known[at] : find(family, {begin_, rule_});
  }
}

std::optional<std::size_t> Containment::first() const {
  const bool in_v4 = !area(Family::V4).empty();
  const bool in_v6 = !area(Family::V6).empty();
  RuleNumber first = std::max(in_v4 ? first_[0] : begin_, in_v6 ? first_[1] : begin_);
  if (!in_v4 && !in_v6) first = kNone;
  // Of both families: whoever is first in one need not be it in the other.
  while (first != kNone && in_v4 && in_v6) {
    const RuleNumber both = std::max(find(Family::V4, {first, rule_}), find(Family::V6, {first, rule_}));
    if (both == first) break;
    first = both;
  }
  return first == kNone ? std::nullopt : std::optional<std::size_t>(first - begin_);
}

RuleNumber Containment::first(Family family, Verdicts verdicts) const {
  const RuleNumber any = first_[static_cast<std::size_t>(family)];
  const bool known = any == kNone || has(verdicts, prover_.index().verdict(any));
  return known ? any : find(family, {any, rule_, verdicts});
}

bool Containment::any(Verdicts verdicts) const {
  return std::all_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
    return area(family).empty() || first(family, verdicts) != kNone;
  });
}

Area Containment::area(Family family) const {
  const Universe& universe = prover_.index().universe(family);
  return universe.area_of(universe.rules[rule_]);
}

RuleNumber Containment::find(Family family, const Part& among) const {
  const Area all = area(family);
  return all.empty() ? kNone : prover_.bench(family).coverage.container(all, {{&among, 1}});
}

}  // namespace sgc::space
