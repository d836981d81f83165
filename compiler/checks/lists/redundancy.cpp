// SGC3002: without the rule nothing changes. Either earlier rules with its verdict take all of its packets, or what comes
// after does the same. A blacklist that earlier ones take whole is meant too; one that the list does not need today is
// not: it stands guard over what may be allowed tomorrow.
#include <algorithm>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/blamed_rules.h"
#include "compiler/checks/lists/cover_search.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

using State = space::Redundancy::State;

// The fewest rules with its verdict that have it all, whoever else takes part of it.
std::vector<std::size_t> rules_to_blame(const ListSubject& subject, const DeadRule& dead) {
  const auto own = space::same_as(subject.rule(dead.rule).verdict, space::Distinguish::LetThrough);
  const space::Blame blame = space::blame(subject.facts.prover(), 0, dead.rule, dead.container);
  const bool alike = std::all_of(blame.rules.begin(), blame.rules.end(), [&](std::size_t taker) {
    return space::has(own, subject.rule(taker).verdict);
  });
  if (alike) return blame.rules;

  const space::RuleNumber first = subject.facts.index().first_rule(0);
  const space::RuleNumber number = first + static_cast<space::RuleNumber>(dead.rule);
  Cover cover = find_cover(subject.facts.prover(), number, {first, first}, {first, number, own});
  for (std::size_t& place : cover.rules) place -= first;
  return cover.rules;
}

// Who decides otherwise before the rules that cover it, with such a packet: it explains what becomes of the packet.
void tell_opponent(const ListSubject& subject, const DeadRule& dead, Diagnostic& finding) {
  const ir::Rule& opponent = subject.rule(dead.other.rule);
  finding.notes.push_back(
      {opponent.span, fmt::format("{} takes packets of it before that", subject.wording().subject(opponent))});
  finding.packet = fate_at(subject, dead.rule, subject.facts.index().packet(dead.other.family, dead.other.spot),
                           opponent.verdict);
}

// ", or move line 4 above line 2 if these are to be allowed"
std::string way_out(const ListSubject& subject, const DeadRule& dead) {
  return fmt::format(", or {} if such packets are to be {}", way_before(subject, dead.rule, dead.other.rule),
                     done(subject.rule(dead.rule).verdict));
}

Diagnostic dead_finding(const ListSubject& subject, const DeadRule& dead) {
  const ir::Rule& rule = subject.rule(dead.rule);
  const std::vector<std::size_t> blamed = rules_to_blame(subject, dead);
  const bool opposed = dead.other.found == space::Truth::Yes;  // some of its packets get the other verdict before
  const Taking taking = opposed ? Taking::Covers : taking_of(subject, blamed);
  const std::string takers = blamed.empty() ? (opposed ? "earlier rules together cover" : "earlier rules together take")
                                            : takers_text(subject.list(), blamed, taking);

  Diagnostic finding = diagnose(kind::Redundancy, rule.span, to_string(rule.verdict), takers + " every packet of it");
  add_taker_notes(subject, dead.rule, blamed, taking, finding);
  if (opposed) tell_opponent(subject, dead, finding);
  if (subject.policy().notes_of(rule).log) finding.notes.push_back({{}, "its `log` never writes a line"});
  if (!opposed) finding.packet = example_fate(subject, dead);
  finding.help = "remove it" + (opposed ? way_out(subject, dead) : std::string{});
  return at_list(std::move(finding), subject);
}

// Rules and default that would decide the packets of the rule if it were not there.
std::vector<std::size_t> stand_ins(const ListSubject& subject, std::size_t rule) {
  if (const auto known = subject.facts.redundancy().stand_in(rule)) return {*known};
  const space::Index& index = subject.facts.index();
  const space::RuleNumber first = index.first_rule(0);
  const space::RuleNumber number = first + static_cast<space::RuleNumber>(rule);
  const space::StandIn stand_in = space::StandIn::for_rule(index, number);
  Cover cover = find_cover(subject.facts.prover(), number, {first, number},
                           {number + 1, index.end_rule(0), stand_in.verdicts, stand_in.log});
  for (std::size_t& place : cover.rules) place -= first;
  return cover.rules;
}

std::string stand_in_name(const ListSubject& subject, const ir::Rule& rule, std::size_t stand_in) {
  if (stand_in == subject.list().rules.size()) return "the default";
  const ir::Rule& other = subject.rule(stand_in);
  return is_written(other) ? subject.wording().line(other.span, rule.span) : subject.wording().subject(other);
}

// "allows", "deny" …, of one or of several. Deny and reject are one where they stand together.
std::string_view what_they_do(const ListSubject& subject, std::span<const std::size_t> others, ir::Verdict verdict) {
  const ir::RuleList& list = subject.list();
  if (others.size() != 1) return verdict == ir::Verdict::Allow ? "allow" : "deny";
  return does(others.front() == list.rules.size() ? list.otherwise.verdict : list.rules[others.front()].verdict);
}

// What becomes of the packet with the rule, and without it: a reject may stand in for a deny.
std::string fate_either_way(const ListSubject& subject, std::size_t place, const ir::Packet& packet,
                            std::string_view does_it) {
  const ir::Verdict verdict = subject.rule(place).verdict;
  const std::string fate = fate_at(subject, place, packet, verdict);
  const bool rejects_instead = verdict == ir::Verdict::Deny && does_it == does(ir::Verdict::Reject);
  return fate + (rejects_instead ? ", without it rejected" : " either way");
}

Diagnostic needless_finding(const ListSubject& subject, std::size_t place) {
  const ir::Rule& rule = subject.rule(place);
  const std::vector<std::size_t> others = stand_ins(subject, place);
  const std::string_view does_it = what_they_do(subject, others, rule.verdict);
  std::vector<std::string> names;
  for (const std::size_t other : others) names.push_back(stand_in_name(subject, rule, other));
  const std::string who = names.empty() ? "what comes after" : enumerate(names);

  Diagnostic finding = diagnose(kind::Redundancy, rule.span, to_string(rule.verdict),
                                fmt::format("without it, {} {} the same packets", who, does_it));
  for (const std::size_t other : others) {
    finding.notes.push_back({Wording::place(subject.list(), other), subject.wording().doing(subject.list(), other)});
  }
  const ir::Packet packet = subject.facts.reachability().packet(subject.facts.index(), place);
  finding.packet = fate_either_way(subject, place, packet, does_it);
  finding.help = "remove it";
  return at_list(std::move(finding), subject);
}

// Rules of groups that instances bind, and blacklists, may stand in several lists.
bool stands_elsewhere(const ir::Policy& policy, const ir::Rule& rule) {
  if (rule.origin == ir::Origin::Blacklist) return true;
  const auto* group = policy.point(rule.declared_in).security_group();
  return group != nullptr && !group->instances.empty();
}

void report(const ListSubject& subject, const ir::Rule& rule, Diagnostic finding, Sink& sink) {
  if (stands_elsewhere(subject.policy(), rule)) {
    subject.once.needless(rule.span, std::move(finding));
  } else {
    sink.report(std::move(finding));
  }
}

// Looks for rules that this list needs and others do not: an instance's list adds no findings of its own.
void look_for_needed(const ListSubject& subject) {
  if (!subject.once.suspects_any()) return;
  const space::Redundancy& redundancy = subject.facts.redundancy();
  for (std::size_t place = 0; place < subject.list().rules.size(); ++place) {
    const bool needed = redundancy.state(place) == State::Needed || redundancy.state(place) == State::NotDecided;
    if (needed) subject.once.needed(subject.rule(place).span);
  }
}

// Of this check and of those about other dead rules, at most. Large lists may have a finding for nearly every rule, and to
// grow by doubling would take half as much memory again.
std::size_t findings_to_come(const ListSubject& subject) {
  const space::Redundancy& redundancy = subject.facts.redundancy();
  std::size_t findings = subject.facts.dead_rules().size();
  for (std::size_t place = 0; place < redundancy.size(); ++place) {
    findings += redundancy.state(place) == State::Redundant ? 1 : 0;
  }
  return findings;
}

}  // namespace

void check_redundancy(const ListSubject& subject, Sink& sink) {
  if (!sink.wants(kind::Redundancy)) return;
  if (subject.composed) return look_for_needed(subject);

  sink.expect(findings_to_come(subject));
  for (const DeadRule& dead : subject.facts.dead_rules()) {
    if (dead.death == Death::Redundant) report(subject, subject.rule(dead.rule), dead_finding(subject, dead), sink);
  }
  const space::Redundancy& redundancy = subject.facts.redundancy();
  // What SGC3006 says of a deny that is too late for the point is not said again as «remove it».
  std::vector<bool> late(subject.list().rules.size());
  if (sink.wants(kind::LateDeny)) {
    for (const LateHere& one : subject.facts.late_here()) late[one.rule] = true;
  }
  std::size_t undecided = 0;
  for (std::size_t place = 0; place < subject.list().rules.size(); ++place) {
    const ir::Rule& rule = subject.rule(place);
    if (redundancy.state(place) == State::Unreached) continue;
    if (late[place]) continue;
    if (is_written(rule) && redundancy.state(place) == State::Redundant) {
      report(subject, rule, needless_finding(subject, place), sink);
    } else if (stands_elsewhere(subject.policy(), rule)) {
      subject.once.needed(rule.span);
    }
    undecided += redundancy.state(place) == State::NotDecided ? 1 : 0;
  }
  report_undecided(subject, "whether something needs it", undecided, sink);
}

}  // namespace sgc::checks
