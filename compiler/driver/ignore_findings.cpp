#include "compiler/driver/ignore_findings.h"

#include <algorithm>

namespace sgc::driver {

void ignore_findings(const ir::Policy& policy, Sink& sink) {
  if (policy.ignores.empty()) return;

  sink.revise([&](Diagnostic& diagnostic) {
    const Span begin{diagnostic.where.file, diagnostic.where.begin, diagnostic.where.begin};
    const auto found =
        std::find_if(policy.ignores.begin(), policy.ignores.end(), [&](const ir::Ignore& ignore) {
          return diagnostic.where.known() && ignore.code == diagnostic.code && ignore.rule.contains(begin);
        });
    if (found == policy.ignores.end()) return;
    diagnostic.severity = Severity::Ignored;
    diagnostic.reason = found->reason;
  });
}

}  // namespace sgc::driver
