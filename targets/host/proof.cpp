#include "targets/host/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

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

// What is logged of packets, as verdicts of a list: lists can be compared.
using LogCode = std::function<ir::Verdict(const LogPrefix&)>;

// Prefixes are many and verdicts three, so they are numbered, and the digits of the numbers compared place by place.
constexpr ir::Verdict kDigits[] = {ir::Verdict::Allow, ir::Verdict::Deny, ir::Verdict::Reject};

ir::RuleList in_code(ir::RuleList list, const Logs& logs, const LogCode& code) {
  for (std::size_t i = 0; i < list.rules.size(); ++i) list.rules[i].verdict = code(logs.rules[i]);
  list.otherwise.verdict = code(logs.otherwise);
  return list;
}

std::map<LogPrefix, std::size_t> numbers_of(const Logs& a, const Logs& b) {
  std::map<LogPrefix, std::size_t> numbers;
  const auto add = [&](const LogPrefix& prefix) {
    if (prefix) numbers.try_emplace(prefix, numbers.size());
  };
  for (const Logs* logs : {&a, &b}) {
    std::for_each(logs->rules.begin(), logs->rules.end(), add);
    add(logs->otherwise);
  }
  return numbers;
}

const LogPrefix& prefix_at(const Logs& logs, const ir::Decision& decision) { return decision.rule ? logs.rules[*decision.rule] : logs.otherwise; }

std::string whether_logged(const LogPrefix& prefix) { return prefix ? "logged" : "not logged"; }

std::string how_logged(const LogPrefix& prefix) {
  if (!prefix) return whether_logged(prefix);
  return *prefix == kMadePrefix ? "logged with its place" : fmt::format("logged as \"{}\"", *prefix);
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

bool Proof::compare(const MeantRules& wanted, const ReadRules& read, ir::Direction direction) const {
  const Words words = [](const ir::Decision& decision) { return std::string(ir::to_string(decision.verdict)); };
  return compare(wanted, words, read, words, direction);
}

void Proof::compare_logs(const MeantRules& wanted, const Logs& wanted_logs, const ReadRules& read, const Logs& read_logs,
                         ir::Direction direction) const {
  if (!wanted_logs.some() && !read_logs.some()) return;
  const auto same = [&](const LogCode& code, std::string (*words)(const LogPrefix&)) {
    const ir::RuleList wanted_list = in_code(wanted.list, wanted_logs, code);
    const ir::RuleList read_list = in_code(read.list, read_logs, code);
    const auto of = [words](const Logs& logs) -> Words { return [words, &logs](const ir::Decision& decision) { return words(prefix_at(logs, decision)); }; };
    return compare({wanted.policy, wanted_list}, of(wanted_logs), {read.policy, read_list, read.lines}, of(read_logs), direction);
  };
  if (!same([](const LogPrefix& prefix) { return prefix ? ir::Verdict::Deny : ir::Verdict::Allow; }, whether_logged)) return;

  const std::map<LogPrefix, std::size_t> numbers = numbers_of(wanted_logs, read_logs);
  for (std::size_t place = 1; place < numbers.size(); place *= std::size(kDigits)) {
    const LogCode digit = [&](const LogPrefix& prefix) { return prefix ? kDigits[numbers.at(prefix) / place % std::size(kDigits)] : kDigits[0]; };
    if (!same(digit, how_logged)) return;
  }
}

bool Proof::compare_answers(const ReadRules& read, const std::vector<bool>& otherwise, ir::Direction direction) const {
  if (std::find(otherwise.begin(), otherwise.end(), true) == otherwise.end()) return true;
  ir::RuleList marked = read.list;
  for (std::size_t i = 0; i < marked.rules.size(); ++i) marked.rules[i].verdict = otherwise[i] ? ir::Verdict::Deny : ir::Verdict::Allow;
  marked.otherwise.verdict = ir::Verdict::Allow;

  const ir::Policy nothing;
  ir::RuleList none;
  none.otherwise.verdict = ir::Verdict::Allow;
  none.otherwise.span = point_.span;
  return compare({nothing, none}, [](const ir::Decision&) { return "rejected by a TCP reset"; }, {read.policy, marked, read.lines},
                 [](const ir::Decision&) { return "rejected by ICMP"; }, direction);
}

bool Proof::compare(const MeantRules& wanted, const Words& wanted_words, const ReadRules& read, const Words& read_words,
                    ir::Direction direction) const {
  const space::List lists[] = {{&wanted.policy, &wanted.list}, {&read.policy, &read.list}};
  const space::Index index(lists);
  space::Prover prover(index);
  const space::Comparison result = space::compare(prover, 0, 1, space::Distinguish::EveryVerdict);
  switch (result.equal) {
    case space::Truth::Yes: return true;
    case space::Truth::NotDecided:
      throw Unreadable(0, fmt::format("the comparison of the {} lists took too many steps", to_string(direction)));
    case space::Truth::No: break;
  }

  const space::Difference& where = *result.difference;
  const ir::Packet packet = at_own_address(index.packet(where.family, where.spot), policy_.addresses(point_.addresses), direction, wanted, read);
  auto finding = diagnose(kind::TextDiffers, span_of(wanted.list, where.rule), path_, std::string(to_string(direction)));
  finding.packet = fmt::format("{}: {} says the policy, {} the file", to_string(packet),
                               wanted_words(ir::evaluate(wanted.policy, wanted.list, packet)),
                               read_words(ir::evaluate(read.policy, read.list, packet)));
  if (where.other < read.lines.size() && read.lines[where.other] != 0) finding.notes.push_back({{}, fmt::format("{}:{} decides it", path_, read.lines[where.other])});
  report(std::move(finding), direction);
  return false;
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
