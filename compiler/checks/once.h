// A source rule can stand in several lists: a group's rule in those of all instances that bind it, a blacklist's on
// every point that it is on. It is found fault with once, and called needless only where no list needs it.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "compiler/diag/sink.h"

namespace sgc::checks {

class Once {
 public:
  // Whether nothing was said yet under this code of the rule at this place. Marks it as said.
  bool first(DiagnosticCode code, const Span& rule) { return said_.emplace(code, rule).second; }
  bool said(DiagnosticCode code, const Span& rule) const { return said_.contains({code, rule}); }

  // One list does not need the rule: report this if no other does either. The first such report stands.
  void needless(const Span& rule, Diagnostic finding) { needless_.try_emplace(rule, std::move(finding)); }
  void needed(const Span& rule) { needed_.insert(rule); }
  bool suspects_any() const { return !needless_.empty(); }

  // After all lists: what no list needs.
  void report_needless(Sink& sink) {
    for (auto& [rule, finding] : needless_) {
      if (!needed_.contains(rule)) sink.report(std::move(finding));
    }
    needless_.clear();
  }

 private:
  std::set<std::pair<DiagnosticCode, Span>> said_;
  std::map<Span, Diagnostic> needless_;
  std::set<Span> needed_;
};

}  // namespace sgc::checks
