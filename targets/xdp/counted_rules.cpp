#include "targets/xdp/counted_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/utf8.h"
#include "targets/xdp/header_text.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kMostNameBytes = 40;  // of a file, in a counter's name
constexpr std::size_t kMostTextBytes = 160;

std::string place_text(const SourceMap& sources, const Span& span) {
  if (!span.known()) return "(no source)";
  return fmt::format("{}:{}", comment_safe(sources.name(span.file)), sources.line(span));
}

// "rule_3_policy_sg_14", an identifier of C.
std::string counter_name(std::string_view what, const SourceMap& sources, const Span& span) {
  std::string name(what);
  if (!span.known()) return name;
  std::string_view file = sources.name(span.file);
  file.remove_prefix(std::min(file.size(), file.rfind('/') + 1));
  name += '_';
  for (const char c : file.substr(0, kMostNameBytes)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += plain ? c : '_';
  }
  return fmt::format("{}_{}", name, sources.line(span));
}

// As it was written, on one line.
std::string written_text(const SourceMap& sources, const Span& span) {
  if (!span.known()) return {};
  const std::string text = comment_safe(sources.text(span));
  if (text.size() <= kMostTextBytes) return text;
  return std::string(cut_to(text, kMostTextBytes)) + " ...";
}

std::string origin_text(const ir::Policy& policy, const ir::Rule& rule) {
  switch (rule.origin) {
    case ir::Origin::Written: return {};
    case ir::Origin::Blacklist:
      return rule.blacklist.known() ? "blacklist " + policy.blacklists[rule.blacklist.index].name + ": " : "blacklist: ";
    case ir::Origin::Listener: return "listener: ";
    case ir::Origin::Health: return "health check: ";
    case ir::Origin::IntraGroup: return "intra-group: ";
    case ir::Origin::Derive: return "derived: ";
  }
  return {};
}

}  // namespace

std::vector<CountedRule> counted_rules(const Request& request, const ir::Point& point) {
  std::vector<CountedRule> rules;
  const SourceMap& sources = request.sources;
  for (const ir::Rule& rule : point.inbound.rules) {
    const ir::RuleNotes& notes = request.policy.notes_of(rule);
    std::string text = origin_text(request.policy, rule) + written_text(sources, rule.span);
    if (!notes.comment.empty() && text.find("comment") == std::string::npos) text += "  " + comment_safe(notes.comment);
    rules.push_back({counter_name(fmt::format("rule_{}", rules.size()), sources, rule.span),
                     place_text(sources, rule.span), std::move(text)});
  }
  const ir::Default& otherwise = point.inbound.otherwise;
  rules.push_back({counter_name("default", sources, otherwise.span), place_text(sources, otherwise.span),
                   fmt::format("default {}", to_string(otherwise.verdict))});
  return rules;
}

}  // namespace sgc::targets::xdp
