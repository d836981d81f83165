// SGC3005: a later, wider rule with the other verdict: the usual way to write an exception.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/blamed_rules.h"
#include "compiler/checks/lists/ordered_pairs.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {

void check_generalization(const ListSubject& subject, Sink& sink) {
  if (!sink.wants(kind::Generalization)) return;
  for_each_pair(subject, space::Relation::Generalization, [&](const space::OrderedPair& pair) {
    const ir::Rule& exception = subject.rule(pair.earlier);
    const ir::Rule& general = subject.rule(pair.later);
    Diagnostic finding = diagnose(kind::Generalization, general.span, to_string(general.verdict),
                                  to_string(exception.verdict), subject.here());
    finding.notes.push_back({exception.span, "this is its exception"});
    finding.packet = fate_at(subject, pair.later, subject.facts.index().packet(pair.family, pair.spot), exception.verdict);
    finding.help = "leave both where the exception is meant; else remove the exception";
    sink.report(at_list(std::move(finding), subject));
  });
}

}  // namespace sgc::checks
