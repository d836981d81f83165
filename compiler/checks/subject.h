// What a check looks at: the policy, and for checks of lists one list of it with all that is known of that list.
#pragma once

#include "compiler/checks/check_options.h"
#include "compiler/checks/lists/list_facts.h"
#include "compiler/checks/once.h"
#include "compiler/checks/ways/router.h"
#include "compiler/checks/wording.h"
#include "compiler/diag/sink.h"

namespace sgc::checks {

struct Subject {
  const ir::Policy& policy;
  const CheckOptions& options;
  const Router& router;
  Wording wording;
};

// A list: of a point's own, or the one that an instance's groups make together.
struct ListSubject {
  const Subject& whole;
  ListFacts& facts;
  Once& once;     // what was said of rules that stand in several lists
  bool composed;  // of an instance: its rules stand in its groups' lists too
  bool enforced;  // somewhere packets are judged by this very list: not of a group that only others' lists are made of

  const ir::Policy& policy() const { return whole.policy; }
  const Wording& wording() const { return whole.wording; }
  const ir::Point& point() const { return policy().point(facts.point()); }
  const ir::RuleList& list() const { return facts.list(); }
  const ir::Rule& rule(std::size_t place) const { return list().rules[place]; }

  // " on instance 'web1'", where the list is one, to be put behind what is said of a rule.
  std::string here() const { return composed ? " on instance '" + point().name + "'" : std::string{}; }
};

// Whether the user wrote the rule as a rule: those that follow from listeners, blacklists and the like explain others,
// and are not found fault with.
inline bool is_written(const ir::Rule& rule) { return rule.origin == ir::Origin::Written; }

// The same diagnostic, at a list's point.
inline Diagnostic at_list(Diagnostic diagnostic, const ListSubject& subject) {
  return std::move(diagnostic).at_point(subject.point().name, std::string(to_string(subject.facts.direction())));
}

}  // namespace sgc::checks
