// SGC3003: earlier rules of the other verdict take most of a rule. Said of rules that still decide something; what is
// dead is SGC3001 or SGC3006.
#include <algorithm>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/blamed_rules.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

constexpr std::size_t kMostTakers = 3;  // that are named

// Where not every piece was looked at, what is known is said to be the least.
std::string_view at_least(const Share& share) {
  constexpr double kPrecision = 0.01;
  return share.most - share.least < kPrecision ? "" : "at least ";
}

Diagnostic partly_shadowed_finding(const ListSubject& subject, std::size_t place, const Share& share) {
  const ir::Rule& rule = subject.rule(place);
  const std::string taken = fmt::format("{}{}", at_least(share), percent(share.least));
  Diagnostic finding =
      diagnose(kind::PartialShadowing, rule.span, taken, to_string(rule.verdict), subject.here());
  for (const Taker& taker : std::span(share.takers).first(std::min(kMostTakers, share.takers.size()))) {
    const ir::Rule& other = subject.rule(taker.rule);
    const std::string name = is_written(other) ? "this one" : subject.wording().subject(other);
    finding.notes.push_back({other.span, fmt::format("{} takes {}{} of it", name, at_least(share), percent(taker.share))});
  }

  const auto own = space::same_as(rule.verdict, space::Distinguish::LetThrough);
  const space::OtherVerdict other = space::other_verdict(subject.facts.prover(), 0, place, own);
  if (other.found == space::Truth::Yes) {
    finding.packet = fate_at(subject, place, subject.facts.index().packet(other.family, other.spot),
                             subject.rule(other.rule).verdict);
  }
  finding.help = way_before(subject, place, share.takers.front().rule) + ", or narrow it to what is left";
  return at_list(std::move(finding), subject);
}

}  // namespace

void check_partial_shadowing(const ListSubject& subject, Sink& sink) {
  if (!sink.wants(kind::PartialShadowing)) return;
  const space::Reachability& reachability = subject.facts.reachability();
  const double limit = subject.whole.options.most_of_rule;
  std::size_t undecided = 0;
  for (std::size_t place = 0; place < subject.list().rules.size(); ++place) {
    const ir::Rule& rule = subject.rule(place);
    const bool alive = reachability.state(place) == space::Reachability::State::Alive;
    if (!alive || !is_written(rule)) continue;
    if (subject.composed && subject.once.said(kind::PartialShadowing.code, rule.span)) continue;

    const Share share = subject.facts.taken_share().more_than(limit, place);
    if (share.more == space::Truth::NotDecided) ++undecided;
    if (share.more != space::Truth::Yes || !subject.once.first(kind::PartialShadowing.code, rule.span)) continue;
    sink.report(partly_shadowed_finding(subject, place, share));
  }
  report_undecided(subject, "how large a part earlier rules take", undecided, sink, Severity::Note);
}

}  // namespace sgc::checks
