#include "targets/nftables/wording.h"

#include <fmt/format.h>

namespace sgc::nftables {
namespace {

constexpr std::size_t kMostPlaceBytes = 64;  // half of a comment: the rest is for the rule's own words

std::string origin_text(const ir::Policy& policy, const ir::Rule& rule) {
  const auto listener = [&] {
    const ir::Point& balancer = policy.point(rule.listener_of);
    return fmt::format("listener {} of {}", balancer.load_balancer()->listeners[rule.listener].name, balancer.name);
  };
  switch (rule.origin) {
    case ir::Origin::Written: return {};
    case ir::Origin::Blacklist: return "blacklist " + policy.blacklists[rule.blacklist.index].name;
    case ir::Origin::Listener: return listener();
    case ir::Origin::Health: return "health check of " + listener();
    case ir::Origin::IntraGroup: return "intra-group " + policy.point(rule.declared_in).name;
    case ir::Origin::Derive: return "derived";
  }
  return {};
}

void append(std::string& text, std::string_view separator, std::string_view more) {
  if (more.empty()) return;
  text += separator;
  text += more;
}

}  // namespace

std::string place_text(const SourceMap& sources, const Span& span) {
  if (!span.known()) return {};
  const std::string_view file = sources.name(span.file);
  const std::uint32_t line = sources.line(span);
  if (file.size() <= kMostPlaceBytes) return fmt::format("{}:{}", file, line);
  return fmt::format("…{}:{}", file.substr(file.size() - kMostPlaceBytes), line);
}

std::string rule_comment(const ir::Policy& policy, const SourceMap& sources, const ir::Rule& rule) {
  const ir::RuleNotes& notes = policy.notes_of(rule);
  std::string text = place_text(sources, rule.span);
  append(text, " ", origin_text(policy, rule));
  append(text, " ", notes.comment);
  append(text, " ticket ", notes.ticket);
  append(text, " owner ", notes.owner);
  return text;
}

std::string default_comment(const SourceMap& sources, const ir::Default& otherwise) {
  std::string text = place_text(sources, otherwise.span);
  text += " default";
  append(text, " ", otherwise.comment);
  return text;
}

std::string log_prefix(const ir::Point& point, const SourceMap& sources, const Span& span, ir::Verdict verdict) {
  return fmt::format("sgc-{} {} {}: ", point.name, place_text(sources, span), to_string(verdict));
}

}  // namespace sgc::nftables
