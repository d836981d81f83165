// Findings about two written rules whose order matters, for the two codes that tell them apart by what the later rule is
// to the earlier one.
#pragma once

#include "compiler/checks/subject.h"

namespace sgc::checks {

// Calls report(pair) for the pairs of this relation between rules that the user wrote. In an instance's list only pairs
// of rules of two groups: the others stand in the groups' own lists.
template <class Report>
void for_each_pair(const ListSubject& subject, space::Relation relation, Report report) {
  for (const space::OrderedPair& pair : subject.facts.pairs().pairs) {
    const ir::Rule& earlier = subject.rule(pair.earlier);
    const ir::Rule& later = subject.rule(pair.later);
    if (pair.relation != relation || !is_written(earlier) || !is_written(later)) continue;
    if (subject.composed && earlier.declared_in == later.declared_in) continue;
    report(pair);
  }
}

}  // namespace sgc::checks
