#include "compiler/checks/lists/lets_through.h"

namespace sgc::checks {

using space::Truth;

Truth lets_any_through(ListFacts& facts, const ServiceSet& services) {
  constexpr space::Node kWhole[] = {0};
  const space::Index& index = facts.index();
  Truth answer = Truth::No;
  for (const Family family : kFamilies) {
    const std::vector<space::Rect> rects = space::rects_of(family, services);
    if (rects.empty()) continue;
    facts.prover().begin_question();
    const space::Deviation found = facts.prover().bench(family).deviations.find(
        {{kWhole, kWhole, rects}, {}, index.first_rule(0), index.end_rule(0), space::kDeny});
    if (found.met == Truth::No) return Truth::Yes;
    if (found.met == Truth::NotDecided) answer = Truth::NotDecided;
  }
  return answer;
}

}  // namespace sgc::checks
