#include "targets/cloud/rule_text.h"

#include <fmt/format.h>

namespace sgc::targets::cloud {
namespace {

std::string origin_text(const ir::Policy& policy, const ir::Rule& rule) {
  switch (rule.origin) {
    case ir::Origin::Written: return {};
    case ir::Origin::Blacklist: return " blacklist " + policy.blacklists[rule.blacklist.index].name;
    case ir::Origin::Listener:
    case ir::Origin::Health: {
      const ir::Point& balancer = policy.point(rule.listener_of);
      const std::string& name = balancer.load_balancer()->listeners[rule.listener].name;
      return fmt::format(" {} {} of {}", rule.origin == ir::Origin::Health ? "health of" : "listener", name, balancer.name);
    }
    case ir::Origin::IntraGroup: return " intra-group";
    case ir::Origin::Derive: return " derive";
  }
  return {};
}

}  // namespace

std::string place_text(const SourceMap& sources, const Span& span) {
  if (!span.known()) return {};
  return fmt::format("{}:{}", sources.name(span.file), sources.line(span));
}

std::string rule_text(const ir::Policy& policy, const SourceMap& sources, const ir::Rule& rule) {
  std::string text = place_text(sources, rule.span) + origin_text(policy, rule);
  const ir::RuleNotes& notes = policy.notes_of(rule);
  if (!notes.ticket.empty()) text += " " + notes.ticket;
  if (!notes.comment.empty()) text += " " + notes.comment;
  return text;
}

std::string default_text(const SourceMap& sources, const ir::Default& otherwise) {
  return fmt::format("{} default {}", place_text(sources, otherwise.span), otherwise.comment);
}

}  // namespace sgc::targets::cloud
