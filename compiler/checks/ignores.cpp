#include "compiler/checks/ignores.h"

#include <algorithm>
#include <map>

#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

// The ignores of a policy by the place of their rule: a finding looks at its own file's alone. Rules do not overlap.
class IgnoresByPlace {
 public:
  explicit IgnoresByPlace(const ir::Policy& policy) {
    for (const ir::Ignore& ignore : policy.ignores) {
      by_begin_.emplace(Key{ignore.rule.file, ignore.rule.begin}, &ignore);
    }
  }

  // The ignore whose rule the finding begins in, and whose code it has; or null.
  const ir::Ignore* find(const Diagnostic& finding) const {
    if (!finding.where.known()) return nullptr;
    const Span begin{finding.where.file, finding.where.begin, finding.where.begin};
    const auto after = by_begin_.upper_bound({begin.file, begin.begin});
    if (after == by_begin_.begin()) return nullptr;
    const auto [first, last] = by_begin_.equal_range(std::prev(after)->first);
    const auto found = std::find_if(first, last, [&](const auto& entry) {
      return entry.second->code == finding.code && entry.second->rule.contains(begin);
    });
    return found == last ? nullptr : found->second;
  }

 private:
  using Key = std::pair<FileId, std::uint32_t>;
  std::multimap<Key, const ir::Ignore*> by_begin_;
};

}  // namespace

void apply_ignores(const ir::Policy& policy, Sink& sink) {
  if (policy.ignores.empty()) return;
  const IgnoresByPlace ignores(policy);
  sink.revise([&](Diagnostic& finding) {
    const ir::Ignore* ignore = ignores.find(finding);
    if (ignore == nullptr) return;
    finding.severity = Severity::Ignored;
    finding.reason = ignore->reason;
  });
}

void report_unused_ignores(const ir::Policy& policy, Sink& sink) {
  if (policy.ignores.empty() || !sink.wants(kind::UnusedIgnore)) return;
  const IgnoresByPlace ignores(policy);
  std::vector<const ir::Ignore*> used;
  for (const Diagnostic& finding : sink.all()) {
    if (const ir::Ignore* ignore = ignores.find(finding)) used.push_back(ignore);
  }
  std::sort(used.begin(), used.end());

  for (const ir::Ignore& ignore : policy.ignores) {
    const CatalogRow* row = find_diagnostic(ignore.code);
    const bool looked_for = row == nullptr || sink.policy().severity(ignore.code, row->severity) != Severity::Off;
    if (!looked_for || std::binary_search(used.begin(), used.end(), &ignore)) continue;
    auto finding = diagnose(kind::UnusedIgnore, ignore.span, ignore.code);
    finding.help = row == nullptr ? "no finding has this code; `sgc help codes` lists them" : "remove it";
    sink.report(std::move(finding));
  }
}

}  // namespace sgc::checks
