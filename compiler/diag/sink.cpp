#include "compiler/diag/sink.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace sgc {
namespace {

auto order(const Diagnostic& d) { return std::tie(d.where, d.code, d.message, d.point, d.direction, d.packet); }

}  // namespace

void Sink::report(Diagnostic diagnostic) {
  diagnostic.severity = policy_.severity(diagnostic.code, diagnostic.severity);
  if (diagnostic.severity == Severity::Off) return;

  if (diagnostic.severity == Severity::Error) ++errors_;
  if (diagnostic.severity == Severity::Warning) ++warnings_;
  diagnostics_.push_back(std::move(diagnostic));
}

// For less than there is already, growing by doubling is as good, and many small wishes would copy too often.
void Sink::expect(std::size_t more) {
  if (more > diagnostics_.size()) diagnostics_.reserve(diagnostics_.size() + more);
}

void Sink::take(Sink&& other) {
  diagnostics_.insert(diagnostics_.end(), std::move_iterator(other.diagnostics_.begin()),
                      std::move_iterator(other.diagnostics_.end()));
  other.diagnostics_.clear();
  other.recount();
  recount();
}

void Sink::finish() {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  const auto last = std::unique(diagnostics_.begin(), diagnostics_.end(),
                                [](const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b); });
  diagnostics_.erase(last, diagnostics_.end());
  recount();
}

void Sink::recount() {
  const auto count = [this](Severity severity) {
    return static_cast<std::size_t>(std::count_if(diagnostics_.begin(), diagnostics_.end(),
                                                  [&](const Diagnostic& d) { return d.severity == severity; }));
  };
  errors_ = count(Severity::Error);
  warnings_ = count(Severity::Warning);
}

}  // namespace sgc
