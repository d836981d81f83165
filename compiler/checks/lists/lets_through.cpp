#include "compiler/checks/lists/lets_through.h"

#include "compiler/checks/lists/machines.h"

namespace sgc::checks {

using space::Truth;

Truth lets_any_through(const ListSubject& subject, const ServiceSet& services) {
  constexpr space::Node kWhole[] = {0};
  ListFacts& facts = subject.facts;
  const space::Index& index = facts.index();
  const AddressSet own = addresses_of_machines(subject.policy(), subject.point());
  Truth answer = Truth::No;
  for (const Family family : kFamilies) {
    if (!own.empty() && own.empty(family)) continue;
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
