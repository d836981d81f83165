#include "compiler/driver/explain_steps.h"

#include "compiler/support/utf8.h"

namespace sgc::driver {
namespace {

constexpr std::size_t kLongestText = 100;  // bytes of a source line that are shown

// The first line that the span is on, without the blanks around it.
std::string line_of(const SourceMap& sources, const Span& span) {
  std::string_view text = sources.line_text(span.file, sources.line(span));
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
  if (text.size() <= kLongestText) return std::string(text);
  return std::string(cut_to(text, kLongestText)) + "…";
}

TriedEntry entry_at(const SourceMap& sources, const Span& span, std::string_view kind, ir::Verdict verdict) {
  return {sources.name(span.file), sources.line(span), kind, verdict, line_of(sources, span)};
}

TriedEntry entry_of(const SourceMap& sources, const ir::Default& otherwise) {
  TriedEntry entry = entry_at(sources, otherwise.span, "default", otherwise.verdict);
  if (!otherwise.written)
    entry.text = "default " + std::string(to_string(otherwise.verdict)) + ", as none is written";
  return entry;
}

// A load balancer's listeners, none of which took the packet.
std::vector<TriedEntry> listeners_tried(const ir::Policy& policy, const SourceMap& sources,
                                        const ir::Step& step) {
  const ir::Point& point = policy.point(step.point);
  std::vector<TriedEntry> entries;
  for (const ir::Listener& listener : point.load_balancer()->listeners) {
    entries.push_back(entry_at(sources, listener.span, "listener", ir::Verdict::Allow));
  }
  entries.push_back(entry_at(sources, point.span, "listener", ir::Verdict::Deny));
  return entries;
}

}  // namespace

std::vector<TriedEntry> tried_entries(const ir::Policy& policy, const SourceMap& sources,
                                      const ir::Step& step) {
  if (step.kind != ir::Step::Kind::List) return listeners_tried(policy, sources, step);

  const ir::RuleList& list = policy.point(step.point).list(step.direction);
  const std::size_t tried = step.decision.rule ? *step.decision.rule + 1 : list.rules.size();
  std::vector<TriedEntry> entries;
  for (std::size_t i = 0; i < tried; ++i) {
    const ir::Rule& rule = list.rules[i];
    entries.push_back(entry_at(sources, rule.span, to_string(rule.origin), rule.verdict));
  }
  if (!step.decision.rule) entries.push_back(entry_of(sources, list.otherwise));
  return entries;
}

std::string_view remark_on(const ir::Step& step) {
  switch (step.kind) {
    case ir::Step::Kind::List:
      return {};
    case ir::Step::Kind::NoListener:
      return "no listener takes it: it ends here";
    case ir::Step::Kind::NoMember:
      return "no member of the backend has an address of that family: it ends here";
  }
  return {};
}

}  // namespace sgc::driver
