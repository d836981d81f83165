// SGC3004: two rules overlap in part and say different things, so that swapping them would change the policy.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/blamed_rules.h"
#include "compiler/checks/lists/ordered_pairs.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {

void check_correlation(const ListSubject& subject, Sink& sink) {
  if (!sink.wants(kind::Correlation)) return;
  for_each_pair(subject, space::Relation::Correlation, [&](const space::OrderedPair& pair) {
    const ir::Rule& earlier = subject.rule(pair.earlier);
    const ir::Rule& later = subject.rule(pair.later);
    Diagnostic finding = diagnose(kind::Correlation, later.span, to_string(later.verdict), to_string(earlier.verdict),
                                  subject.here());
    finding.notes.push_back({earlier.span, "this one comes first, and decides what both have"});
    finding.packet = fate_at(subject, pair.later, subject.facts.index().packet(pair.family, pair.spot), earlier.verdict);
    finding.help = "keep their order, or narrow one of them";
    sink.report(at_list(std::move(finding), subject));
  });
  report_undecided(subject, "whether the order to a later rule matters", subject.facts.pairs().undecided, sink, Severity::Note);
}

}  // namespace sgc::checks
