#include "compiler/checks/assertions/failure.h"

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/support/assert.h"

namespace sgc::checks {
namespace {

ir::Way witness(const ir::Policy& policy, const ir::Assertion& assertion, const ir::Journey& journey) {
  const std::vector<ir::Way> ways = ir::trace(policy, journey);
  const auto found = std::find_if(ways.begin(), ways.end(),
                                  [&](const ir::Way& way) { return way.let_through() != assertion.allow; });
  SGC_ASSERT(found != ways.end(), "trace confirms the counterexample of an assertion: " + to_string(journey.packet));
  return *found;
}

// "the inbound list of 'edge'", "…, asked about the reply".
std::string list_name(const ir::Policy& policy, const ir::Step& step) {
  return fmt::format("the {} list of '{}'{}", to_string(step.direction), policy.point(step.point).name,
                     step.reply ? ", asked about the reply," : "");
}

// The packet at this step, where it is not as its sender made it any more.
std::string changed_packet(const ir::Step& step, const ir::Packet& sent) {
  return step.packet == sent ? "" : fmt::format(", now {}", to_string(step.packet));
}

DiagnosticNote note_of(const ir::Policy& policy, const Wording& wording, const ir::Step& step, const ir::Packet& sent) {
  const ir::Point& point = policy.point(step.point);
  switch (step.kind) {
    case ir::Step::Kind::NoListener: return {point.span, fmt::format("no listener of '{}' takes it", point.name)};
    case ir::Step::Kind::NoMember:
      return {point.span, fmt::format("the backend has no member that '{}' could forward it to", point.name)};
    case ir::Step::Kind::List: break;
  }
  const ir::RuleList& list = point.list(step.direction);
  const std::size_t rule = step.decision.rule.value_or(list.rules.size());
  return {Wording::place(list, rule), fmt::format("in {} {}{}", list_name(policy, step), wording.doing(list, rule),
                                                  changed_packet(step, sent))};
}

// Network ACLs let replies go to the ports that clients choose from; an assertion is about all that there are.
bool is_reply_to_low_port(const ir::Step& step) {
  constexpr std::uint16_t kFirstChosen = 1024;
  const bool has_ports = step.packet.protocol == protocol::kTcp || step.packet.protocol == protocol::kUdp;
  return step.kind == ir::Step::Kind::List && step.reply && has_ports && step.packet.b < kFirstChosen;
}

std::string help_for(const ir::Assertion& assertion, const ir::Step& last) {
  if (assertion.allow && is_reply_to_low_port(last))
    return "replies go to the port that the client sent from: where clients choose among 1024-65535, assert it with `sport 1024-65535` behind the ports";
  return "mend the rules, or assert what is meant";
}

}  // namespace

Diagnostic failure(const ir::Policy& policy, const Wording& wording, const ir::Assertion& assertion,
                   const ir::Journey& journey, const std::string& where) {
  const ir::Way way = witness(policy, assertion, journey);
  const ir::Step& last = way.steps.back();
  const bool at_list = last.kind == ir::Step::Kind::List;
  const std::string what = assertion.allow ? "not every packet is let through" : "some packets are let through";

  Diagnostic finding = diagnose(kind::AssertionFailed, assertion.span, where, what);
  finding.packet = fate(journey.packet, way.verdict);
  if (assertion.allow) {
    finding.notes.push_back(note_of(policy, wording, last, journey.packet));
  } else {
    for (const ir::Step& step : way.steps) {
      finding.notes.push_back(note_of(policy, wording, step, journey.packet));
    }
  }
  finding.help = help_for(assertion, last);
  return std::move(finding).at_point(policy.point(last.point).name, at_list ? std::string(to_string(last.direction)) : "");
}

}  // namespace sgc::checks
