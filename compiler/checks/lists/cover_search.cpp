#include "compiler/checks/lists/cover_search.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace sgc::checks {
namespace {

using space::Part;
using space::RuleNumber;
using space::Truth;

constexpr std::size_t kMostRules = 16;  // nobody reads more

class CoverSearch {
 public:
  CoverSearch(space::Prover& prover, const Areas& areas, const Part& apart, const Part& candidates)
      : prover_(prover), areas_(areas), apart_(apart), candidates_(candidates) {}

  Cover find() {
    if (const auto one = single()) return {{*one}, true};
    if (!grow()) return {sorted(), false};
    shrink();
    return {sorted(), true};
  }

 private:
  const space::Area& area(Family family) const { return areas_[static_cast<std::size_t>(family)]; }

  // The first rule that contains all of it, in every family that it has packets in.
  std::optional<RuleNumber> single() {
    std::optional<std::vector<RuleNumber>> containers;
    for (const Family family : kFamilies) {
      if (area(family).empty()) continue;
      std::vector<RuleNumber> here;
      prover_.bench(family).coverage.containers(area(family), {{&candidates_, 1}}, here);
      if (containers) {
        std::vector<RuleNumber> both;
        std::set_intersection(containers->begin(), containers->end(), here.begin(), here.end(),
                              std::back_inserter(both));
        here = std::move(both);
      }
      containers = std::move(here);
    }
    if (!containers || containers->empty()) return std::nullopt;
    return containers->front();
  }

  bool grow() {
    while (chosen_.size() < kMostRules) {
      const Truth covered = chosen_cover();
      if (covered != Truth::No) return covered == Truth::Yes;
      const RuleNumber next = prover_.bench(gap_family_).coverage.first_at(gap_, {{&candidates_, 1}});
      if (next == space::kNone) return false;
      chosen_.push_back(next);
    }
    return chosen_cover() == Truth::Yes;
  }

  // Leaves out what the others made needless, late rules first.
  void shrink() {
    std::vector<RuleNumber> grown = sorted_numbers();
    std::reverse(grown.begin(), grown.end());
    for (const RuleNumber rule : grown) {
      std::erase(chosen_, rule);
      if (chosen_cover() != Truth::Yes) chosen_.push_back(rule);
    }
  }

  Truth chosen_cover() {
    std::vector<Part> parts = {apart_};
    for (const RuleNumber rule : chosen_) parts.push_back({rule, rule + 1});
    for (const Family family : kFamilies) {
      space::Coverage& coverage = prover_.bench(family).coverage;
      const Truth covered = coverage.covered(area(family), {parts});
      if (covered == Truth::No) {
        gap_ = coverage.gap();
        gap_family_ = family;
      }
      if (covered != Truth::Yes) return covered;
    }
    return Truth::Yes;
  }

  std::vector<RuleNumber> sorted_numbers() const {
    std::vector<RuleNumber> rules = chosen_;
    std::sort(rules.begin(), rules.end());
    return rules;
  }
  std::vector<std::size_t> sorted() const {
    const std::vector<RuleNumber> rules = sorted_numbers();
    return {rules.begin(), rules.end()};
  }

  space::Prover& prover_;
  const Areas& areas_;
  Part apart_;
  Part candidates_;
  std::vector<RuleNumber> chosen_;
  space::Spot gap_;
  Family gap_family_ = Family::V4;
};

}  // namespace

Cover find_cover(space::Prover& prover, RuleNumber rule, const Part& apart, const Part& candidates) {
  Areas areas;
  for (const Family family : kFamilies) {
    const space::Universe& universe = prover.bench(family).universe;
    areas[static_cast<std::size_t>(family)] = universe.area_of(universe.rules[rule]);
  }
  return find_cover(prover, areas, apart, candidates);
}

Cover find_cover(space::Prover& prover, const Areas& areas, const Part& apart, const Part& candidates) {
  prover.begin_question();
  return CoverSearch(prover, areas, apart, candidates).find();
}

}  // namespace sgc::checks
