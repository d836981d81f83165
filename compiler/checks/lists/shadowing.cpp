// SGC3001: earlier rules, together, take every packet of a rule, and at least one of them has the other verdict.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/blamed_rules.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

Diagnostic shadowed_finding(const ListSubject& subject, const DeadRule& dead) {
  ListFacts& facts = subject.facts;
  const ir::Rule& rule = subject.rule(dead.rule);
  const space::Blame blame = space::blame(facts.prover(), 0, dead.rule, dead.container);
  const Taking taking = taking_of(subject, blame.rules);
  const std::string takers =
      blame.rules.empty() ? "earlier rules together take" : takers_text(subject.list(), blame.rules, taking);

  Diagnostic finding =
      diagnose(kind::Shadowing, rule.span, to_string(rule.verdict), subject.here(), takers);
  add_taker_notes(subject, dead.rule, blame.rules, taking, finding);
  finding.packet = fate_at(subject, dead.rule, facts.index().packet(dead.other.family, dead.other.spot),
                           subject.rule(dead.other.rule).verdict);
  finding.help = way_before(subject, dead.rule, first_opponent(subject, dead, blame.rules)) + ", or remove it";
  return at_list(std::move(finding), subject);
}

}  // namespace

void check_shadowing(const ListSubject& subject, Sink& sink) {
  if (!sink.wants(kind::Shadowing)) return;
  std::size_t undecided = 0;
  for (const DeadRule& dead : subject.facts.dead_rules()) {
    const ir::Rule& rule = subject.rule(dead.rule);
    if (dead.death == Death::NotDecided) ++undecided;
    if (dead.death != Death::Shadowed || !subject.once.first(kind::Shadowing.code, rule.span)) continue;
    sink.report(shadowed_finding(subject, dead));
  }
  report_undecided(subject, "what earlier rules do with the packets", undecided, sink);
}

}  // namespace sgc::checks
