#include "compiler/space/containment.h"

#include <algorithm>
#include <iterator>

namespace sgc::space {

Containment::Containment(Prover& prover, std::size_t list, std::size_t rule)
    : index_(prover.index()), begin_(index_.first_rule(list)) {
  const RuleNumber number = begin_ + static_cast<RuleNumber>(rule);
  const Part earlier{begin_, number};
  prover.begin_question();
  for (const Family family : kFamilies) {
    Bench& bench = prover.bench(family);
    const Area area = bench.universe.area_of(bench.universe.rules[number]);
    const auto at = static_cast<std::size_t>(family);
    concerned_[at] = !area.empty();
    if (concerned_[at]) bench.coverage.containers(area, {{&earlier, 1}}, rules_[at]);
  }
}

std::optional<std::size_t> Containment::first() const {
  std::optional<std::size_t> first;
  const auto& one = rules_[concerned_[0] ? 0 : 1];
  const auto found = std::find_if(one.begin(), one.end(), [this](RuleNumber rule) {
    return !concerned_[0] || !concerned_[1] || std::binary_search(rules_[1].begin(), rules_[1].end(), rule);
  });
  if (found != one.end()) first = *found - begin_;
  return first;
}

RuleNumber Containment::first(Family family, Verdicts verdicts) const {
  const auto& rules = rules_[static_cast<std::size_t>(family)];
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](RuleNumber rule) { return has(verdicts, index_.verdict(rule)); });
  return found == rules.end() ? kNone : *found;
}

bool Containment::any(Verdicts verdicts) const {
  return std::all_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
    return !concerned_[static_cast<std::size_t>(family)] || first(family, verdicts) != kNone;
  });
}

}  // namespace sgc::space
