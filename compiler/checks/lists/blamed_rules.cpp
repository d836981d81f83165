#include "compiler/checks/lists/blamed_rules.h"

#include <algorithm>

#include "compiler/checks/lists/measure.h"
#include "compiler/checks/lists/shown_packet.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

// "this one" for what a reader is sent to by the note; by its name what is no written rule.
std::string taker_name(const Wording& wording, const ir::Rule& taker) {
  return is_written(taker) ? "this one" : wording.subject(taker);
}

std::string_view plural(ir::Verdict verdict) {
  switch (verdict) {
    case ir::Verdict::Allow: return "allows";
    case ir::Verdict::Deny: return "denies";
    case ir::Verdict::Reject: return "rejects";
  }
  return {};
}

}  // namespace

std::string takers_text(const ir::RuleList& list, std::span<const std::size_t> takers, Taking taking) {
  const ir::Verdict verdict = list.rules[takers.front()].verdict;
  const bool covers = taking == Taking::Covers;
  if (takers.size() == 1) return fmt::format("an earlier {} {}", to_string(verdict), covers ? "covers" : "takes");
  const bool alike = std::all_of(takers.begin(), takers.end(), [&](std::size_t taker) {
    return list.rules[taker].verdict == verdict;
  });
  return fmt::format("earlier {} together {}", alike ? plural(verdict) : "rules", covers ? "cover" : "take");
}

Taking taking_of(const ListSubject& subject, std::span<const std::size_t> takers) {
  const space::Reachability& reachability = subject.facts.reachability();
  const bool all_decide = std::all_of(takers.begin(), takers.end(), [&](std::size_t taker) {
    return reachability.state(taker) != space::Reachability::State::Dead;
  });
  return all_decide ? Taking::Takes : Taking::Covers;
}

void add_taker_notes(const ListSubject& subject, std::size_t rule, std::span<const std::size_t> takers, Taking taking,
                     Diagnostic& finding) {
  for (const std::size_t taker : takers) {
    const double share =
        takers.size() == 1 ? 1 : share_in(subject.policy(), subject.rule(rule), subject.rule(taker));
    finding.notes.push_back({subject.rule(taker).span,
                             fmt::format("{} {} {} of it", taker_name(subject.wording(), subject.rule(taker)),
                                         taking == Taking::Covers ? "covers" : "takes", percent(share))});
  }
}

std::size_t first_opponent(const ListSubject& subject, const DeadRule& dead, std::span<const std::size_t> blamed) {
  const auto own = space::same_as(subject.rule(dead.rule).verdict, space::Distinguish::LetThrough);
  const auto found = std::find_if(blamed.begin(), blamed.end(), [&](std::size_t rule) {
    return !space::has(own, subject.rule(rule).verdict);
  });
  return found == blamed.end() ? dead.other.rule : *found;
}

std::string way_before(const ListSubject& subject, std::size_t rule, std::size_t other) {
  const ir::Rule& late = subject.rule(rule);
  const ir::Rule& early = subject.rule(other);
  const ir::Policy& policy = subject.policy();
  if (early.origin == ir::Origin::Blacklist) {
    return fmt::format("except its packets from {}", subject.wording().subject(early));
  }
  if (late.declared_in != early.declared_in && is_written(early)) {
    return fmt::format("bind '{}' before '{}'", policy.point(late.declared_in).name,
                       policy.point(early.declared_in).name);
  }
  const SourceMap& sources = subject.wording().sources();
  if (late.span.file == early.span.file && sources.line(late.span) == sources.line(early.span)) {
    return fmt::format("move this {} in front of that {}", to_string(late.verdict), to_string(early.verdict));
  }
  return fmt::format("move line {} above {}", sources.line(late.span), subject.wording().line(early.span, late.span));
}

std::string fate_at(const ListSubject& subject, std::size_t rule, const ir::Packet& packet, ir::Verdict verdict) {
  return fate(shown_packet(subject, rule, packet), verdict);
}

std::string example_fate(const ListSubject& subject, const DeadRule& dead) {
  if (!dead.example) return {};
  const space::Index& index = subject.facts.index();
  return fate_at(subject, dead.rule, index.packet(dead.example->family, dead.example->spot),
                 index.verdict(index.first_rule(0) + dead.example->decider));
}

void report_undecided(const ListSubject& subject, std::string_view question, std::size_t rules, Sink& sink,
                      Severity severity) {
  if (rules == 0) return;
  const std::string text = fmt::format("{}, of {} rule{}", question, rules, rules == 1 ? "" : "s");
  Diagnostic finding = diagnose(kind::NotDecided, subject.list().span, text);
  finding.severity = severity;
  sink.report(at_list(std::move(finding), subject)
                  .with_help("the questions became too long; a list with fewer rules that cross each other is decided"));
}

}  // namespace sgc::checks
