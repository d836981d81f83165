// Where every stage leaves what it has to say. The Sink collects and counts; it never prints and never stops
// anybody. Not for use by two threads at once: give each its own and merge.
#pragma once

#include <span>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/diag/severity_policy.h"

namespace sgc {

class Sink {
 public:
  Sink() = default;
  explicit Sink(SeverityPolicy policy) : policy_(std::move(policy)) {}

  // Takes a diagnostic, at the weight that the policy gives it; drops it where that is Off.
  void report(Diagnostic diagnostic);

  // Makes room for so many more at once, where that is many.
  void expect(std::size_t more);

  // Takes what another sink collected, as it is.
  void take(Sink&& other);

  // Whether a diagnostic of this kind would be kept: a check that is off costs nothing.
  template <class... Args>
  bool wants(const DiagnosticKind<Args...>& kind) const {
    return policy_.severity(kind.code, kind.severity) != Severity::Off;
  }

  bool has_errors() const { return errors_ != 0; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return warnings_; }
  const SeverityPolicy& policy() const { return policy_; }

  // Sorts by place (then code, then message) and drops repetitions. Before: nobody holds a span of all().
  void finish();

  std::span<const Diagnostic> all() const { return diagnostics_; }

  // Lets `change` see each diagnostic once and set its severity or reason; counts anew.
  template <class Change>
  void revise(Change change) {
    for (Diagnostic& diagnostic : diagnostics_) change(diagnostic);
    recount();
  }

 private:
  void recount();

  SeverityPolicy policy_;
  std::vector<Diagnostic> diagnostics_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

}  // namespace sgc
