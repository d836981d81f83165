// SGC3021: a rule, or a default, that lets everything from (nearly) everywhere in.
#include <algorithm>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/exposure/example.h"
#include "compiler/checks/exposure/openings.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

// Whether an earlier rule keeps some service from nearly everybody: then not quite everything comes in.
bool is_reduced(const ListSubject& subject, std::size_t rule) {
  const ir::Policy& policy = subject.policy();
  const AddressSet& own = policy.addresses(subject.point().addresses);
  const auto earlier = std::span(subject.list().rules).first(rule);
  return std::any_of(earlier.begin(), earlier.end(), [&](const ir::Rule& other) {
    const bool meets = own.empty() || policy.addresses(other.destination).overlaps(own);
    return other.verdict != ir::Verdict::Allow && meets &&
           is_nearly_everywhere(policy.addresses(other.source), subject.whole.options.nearly_everywhere, own);
  });
}

// A packet that everybody knows, if one is let in.
std::string example(const ListSubject& subject, std::span<const std::size_t> rules, const AddressSet& sources) {
  const ServiceSet known[] = {ServiceSet::ports(protocol::kTcp, kAllPorts, kAllPorts),
                              ServiceSet::ports(protocol::kUdp, kAllPorts, kAllPorts),
                              unite(ServiceSet::icmp(Family::V4, kAllIcmp, kAllIcmp),
                                    ServiceSet::icmp(Family::V6, kAllIcmp, kAllIcmp)),
                              ServiceSet::all()};
  for (const ServiceSet& services : known) {
    std::string packet = example_let_in(subject, rules, sources, services);
    if (!packet.empty()) return packet;
  }
  return {};
}

}  // namespace

void check_allow_everything(const ListSubject& subject, Sink& sink) {
  const bool inbound = subject.facts.direction() == ir::Direction::Inbound;
  if (!sink.wants(kind::AllowEverything) || !inbound || !subject.enforced || subject.point().acl() != nullptr) return;

  const ir::Policy& policy = subject.policy();
  const ir::RuleList& list = subject.list();
  const double enough = subject.whole.options.nearly_everywhere;
  const ServiceSet everything = ServiceSet::all();
  const AddressSet& own = policy.addresses(subject.point().addresses);
  SourcesLeft known;
  const auto found = openings(policy, list, rules_with(policy, list, everything), {everything, true, own, enough}, known);
  if (found.empty()) return;

  AddressSet sources;
  for (const Opening& opening : found) sources = unite(sources, opening.sources);
  const std::size_t first = found.front().rule;
  const Span where = Wording::place(list, first);
  if (!subject.once.first(kind::AllowEverything.code, where)) return;
  Diagnostic finding = diagnose(kind::AllowEverything, where, first == list.rules.size() ? "default" : "allow",
                                reach_text(sources, enough, own));
  if (is_reduced(subject, first)) finding.message += ", but for what earlier denies take";
  std::vector<std::size_t> rules;
  for (const Opening& opening : found) rules.push_back(opening.rule);
  finding.packet = example(subject, rules, sources);
  for (std::size_t i = 1; i < found.size(); ++i) {
    finding.notes.push_back({Wording::place(list, found[i].rule), "together with this one"});
  }
  finding.help = "name the services and who needs them, or " + ignore_here(subject, first, kind::AllowEverything.code);
  sink.report(at_list(std::move(finding), subject));
}

}  // namespace sgc::checks
