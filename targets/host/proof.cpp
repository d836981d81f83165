#include "targets/host/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/diag/catalog.h"
#include "compiler/ir/evaluate.h"
#include "compiler/space/comparison.h"
#include "targets/host/unreadable.h"

namespace sgc::host {
namespace {

Span span_of(const ir::RuleList& list, std::size_t rule) {
  return rule < list.rules.size() ? list.rules[rule].span : list.otherwise.span;
}

// The packet with an address of the point's own at its near side, where the point has one and the same lines decide then:
// a list holds for every address of its host, and a reader asks about those that he knows.
ir::Packet at_own_address(const ir::Packet& packet, const AddressSet& own, ir::Direction direction,
                          const MeantRules& wanted, const ReadRules& read) {
  if (own.empty(packet.family)) return packet;
  ir::Packet moved = packet;
  u128& near = direction == ir::Direction::Inbound ? moved.destination : moved.source;
  near = packet.family == Family::V4 ? u128{own.v4().front().first} : own.v6().front().first;
  const auto same = [&](const ir::Policy& policy, const ir::RuleList& list) {
    return ir::evaluate(policy, list, moved).rule == ir::evaluate(policy, list, packet).rule;
  };
  return same(wanted.policy, wanted.list) && same(read.policy, read.list) ? moved : packet;
}

}  // namespace

ir::RuleList rules_of(const ir::RuleList& list, bool before_established) {
  ir::RuleList chosen;
  std::copy_if(list.rules.begin(), list.rules.end(), std::back_inserter(chosen.rules),
               [&](const ir::Rule& rule) { return rule.before_established == before_established; });
  chosen.otherwise = list.otherwise;
  if (before_established) {
    chosen.otherwise.verdict = ir::Verdict::Allow;
    chosen.otherwise.log = false;
  }
  return chosen;
}

ir::RuleList logs_of(const ir::Policy& policy, ir::RuleList list) {
  for (ir::Rule& rule : list.rules) rule.verdict = log_word(policy.notes_of(rule).log);
  list.otherwise.verdict = log_word(list.otherwise.log);
  return list;
}

bool logs_some(const ir::RuleList& logs) {
  const auto is_logged = [](const ir::Rule& rule) { return rule.verdict == log_word(true); };
  return logs.otherwise.verdict == log_word(true) || std::any_of(logs.rules.begin(), logs.rules.end(), is_logged);
}

void check_limit(std::string_view limit, std::string_view log_rate, std::size_t line) {
  if (limit != log_rate) throw Unreadable(line, "a log has another limit than log-rate says");
}

void Proof::compare(const MeantRules& wanted, const ReadRules& read, ir::Direction direction) const {
  compare(wanted, read, direction, [](ir::Verdict verdict) { return ir::to_string(verdict); });
}

void Proof::compare_logs(const MeantRules& wanted, const ReadRules& read, ir::Direction direction) const {
  if (!logs_some(wanted.list) && !logs_some(read.list)) return;
  compare(wanted, read, direction, [](ir::Verdict verdict) -> std::string_view { return verdict == log_word(true) ? "logged" : "not logged"; });
}

void Proof::compare(const MeantRules& wanted, const ReadRules& read, ir::Direction direction, Words words) const {
  const space::List lists[] = {{&wanted.policy, &wanted.list}, {&read.policy, &read.list}};
  const space::Index index(lists);
  space::Prover prover(index);
  const space::Comparison result = space::compare(prover, 0, 1, space::Distinguish::EveryVerdict);
  switch (result.equal) {
    case space::Truth::Yes: return;
    case space::Truth::NotDecided:
      throw Unreadable(0, fmt::format("the comparison of the {} lists took too many steps", to_string(direction)));
    case space::Truth::No: break;
  }

  const space::Difference& where = *result.difference;
  const ir::Packet packet = at_own_address(index.packet(where.family, where.spot), policy_.addresses(point_.addresses), direction, wanted, read);
  auto finding = diagnose(kind::TextDiffers, span_of(wanted.list, where.rule), path_, std::string(to_string(direction)));
  finding.packet = fmt::format("{}: {} says the policy, {} the file", to_string(packet),
                               words(ir::evaluate(wanted.policy, wanted.list, packet).verdict),
                               words(ir::evaluate(read.policy, read.list, packet).verdict));
  if (where.other < read.lines.size() && read.lines[where.other] != 0) finding.notes.push_back({{}, fmt::format("{}:{} decides it", path_, read.lines[where.other])});
  report(std::move(finding), direction);
}

void Proof::frame_differs(ir::Direction direction) const {
  auto finding = diagnose(kind::TextDiffers, point_.span, path_, std::string(to_string(direction)));
  finding.notes.push_back({{}, "what stands before the list is not what has to stand there"});
  report(std::move(finding), direction);
}

void Proof::unreadable(std::size_t line, std::string_view why) const {
  const std::string place = line == 0 ? path_ : fmt::format("{}:{}", path_, line);
  sink_.report(diagnose(kind::TextUnreadable, point_.span, place, std::string(why)).at_point(point_.name));
}

void Proof::report(Diagnostic finding, ir::Direction direction) const {
  finding.point = point_.name;
  finding.direction = to_string(direction);
  sink_.report(std::move(finding));
}

}  // namespace sgc::host
