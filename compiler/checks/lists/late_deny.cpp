// SGC3006: a deny that cannot take effect, because earlier allows have every packet of it: the blacklist written in the
// wrong order.
#include <algorithm>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/blamed_rules.h"
#include "compiler/checks/lists/cover_search.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

bool inbound(const ListSubject& subject) { return subject.facts.direction() == ir::Direction::Inbound; }

// The fewest allows that have it all. Mostly nobody else takes part of it; where somebody does, he is left out.
std::vector<std::size_t> allows_to_blame(const ListSubject& subject, const DeadRule& dead) {
  const space::Blame blame = space::blame(subject.facts.prover(), 0, dead.rule, dead.container);
  const bool allows_alone = std::all_of(blame.rules.begin(), blame.rules.end(), [&](std::size_t taker) {
    return subject.rule(taker).verdict == ir::Verdict::Allow;
  });
  if (allows_alone && !blame.rules.empty()) return blame.rules;

  const space::RuleNumber first = subject.facts.index().first_rule(0);
  const space::RuleNumber number = first + static_cast<space::RuleNumber>(dead.rule);
  Cover cover = find_cover(subject.facts.prover(), number, {first, first}, {first, number, space::kAllow});
  for (std::size_t& place : cover.rules) place -= first;
  return cover.rules;
}

// A blacklist takes the source inbound and the destination outbound, on security groups and load balancers, and says
// nothing of the other side.
bool can_be_blacklist(const ListSubject& subject, const ir::Rule& rule) {
  const ir::WhoId near_side = inbound(subject) ? rule.destination : rule.source;
  return rule.verdict == ir::Verdict::Deny && !subject.policy().whos[near_side].written &&
         subject.policy().point(rule.declared_in).acl() == nullptr;
}

Diagnostic late_finding(const ListSubject& subject, const DeadRule& dead) {
  ListFacts& facts = subject.facts;
  const ir::Rule& rule = subject.rule(dead.rule);
  const std::vector<std::size_t> allows = allows_to_blame(subject, dead);
  const Taking taking = taking_of(subject, allows);
  const std::string takers =
      allows.empty() ? "earlier allows together cover" : takers_text(subject.list(), allows, taking);

  Diagnostic finding = diagnose(kind::LateDeny, rule.span, to_string(rule.verdict), subject.here(), takers);
  add_taker_notes(subject, dead.rule, allows, taking, finding);
  finding.packet = fate_at(subject, dead.rule, facts.index().packet(dead.other.family, dead.other.spot),
                           ir::Verdict::Allow);
  finding.help = way_before(subject, dead.rule, first_opponent(subject, dead, allows));
  if (can_be_blacklist(subject, rule)) finding.help += ", or make it a blacklist";
  return at_list(std::move(finding), subject);
}

// Of a deny that decides packets to addresses that the point does not have, and none that come to it.
Diagnostic late_here_finding(const ListSubject& subject, const LateHere& late) {
  const ir::Rule& rule = subject.rule(late.rule);
  const std::string takers =
      late.allows.empty() ? "earlier allows together take" : takers_text(subject.list(), late.allows, Taking::Takes);
  Diagnostic finding = diagnose(kind::LateDeny, rule.span, to_string(rule.verdict), subject.here(), takers);
  finding.message += fmt::format(" that {} '{}'", inbound(subject) ? "comes to" : "leaves", subject.point().name);
  for (const std::size_t allow : late.allows) {
    const std::string name = is_written(subject.rule(allow)) ? "this one" : subject.wording().subject(subject.rule(allow));
    finding.notes.push_back({subject.rule(allow).span,
                             name + (inbound(subject) ? " is for the addresses that packets come to here"
                                                      : " is for the addresses that packets come from here")});
  }
  finding.packet = fate_at(subject, late.rule, late.packet, ir::Verdict::Allow);
  const std::size_t first = late.allows.empty() ? 0 : late.allows.front();
  finding.help = way_before(subject, late.rule, first);
  if (can_be_blacklist(subject, rule)) finding.help += ", or make it a blacklist";
  return at_list(std::move(finding), subject);
}

}  // namespace

void check_late_deny(const ListSubject& subject, Sink& sink) {
  if (!sink.wants(kind::LateDeny)) return;
  for (const DeadRule& dead : subject.facts.dead_rules()) {
    const ir::Rule& rule = subject.rule(dead.rule);
    if (dead.death != Death::Late || !subject.once.first(kind::LateDeny.code, rule.span)) continue;
    sink.report(late_finding(subject, dead));
  }
  for (const LateHere& late : subject.facts.late_here()) {
    const Span where = subject.rule(late.rule).span;
    if (subject.once.first(kind::LateDeny.code, where)) sink.report(late_here_finding(subject, late));
  }
}

}  // namespace sgc::checks
