// SGC3021: a rule, or a default, that lets everything from (nearly) everywhere in.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/exposure/openings.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {

void check_allow_everything(const ListSubject& subject, Sink& sink) {
  const bool inbound = subject.facts.direction() == ir::Direction::Inbound;
  if (!sink.wants(kind::AllowEverything) || !inbound || !subject.enforced || subject.point().acl() != nullptr) return;

  const ir::Policy& policy = subject.policy();
  const ir::RuleList& list = subject.list();
  const double enough = subject.whole.options.nearly_everywhere;
  const ServiceSet everything = ServiceSet::all();
  const AddressSet& own = policy.addresses(subject.point().addresses);
  const auto found = openings(policy, list, rules_with(policy, list, everything), {everything, true, own, enough});
  if (found.empty()) return;

  AddressSet sources;
  for (const Opening& opening : found) sources = unite(sources, opening.sources);
  const std::size_t first = found.front().rule;
  const Span where = Wording::place(list, first);
  if (!subject.once.first(kind::AllowEverything.code, where)) return;
  Diagnostic finding = diagnose(kind::AllowEverything, where, first == list.rules.size() ? "default" : "allow",
                                reach_text(sources, enough));
  for (std::size_t i = 1; i < found.size(); ++i) {
    finding.notes.push_back({Wording::place(list, found[i].rule), "together with this one"});
  }
  finding.help = "name the services and who needs them, or say why: `ignore SGC3021 \"…\"`";
  sink.report(at_list(std::move(finding), subject));
}

}  // namespace sgc::checks
