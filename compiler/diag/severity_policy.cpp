#include "compiler/diag/severity_policy.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace sgc {
namespace {

constexpr DiagnosticCode kFirstFinding = 3000;
constexpr DiagnosticCode kAssertionFailed = 3040;
constexpr DiagnosticCode kNotDecided = 3041;
constexpr DiagnosticCode kFirstAfterFindings = 4000;

constexpr std::array<std::pair<std::string_view, Severity>, 4> kWords{{
    {"off", Severity::Off}, {"note", Severity::Note}, {"warning", Severity::Warning}, {"error", Severity::Error}}};

std::optional<DiagnosticCode> parse_code(std::string_view text) {
  if (!text.starts_with("SGC")) return std::nullopt;
  text.remove_prefix(3);
  DiagnosticCode code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return code;
}

}  // namespace

std::optional<std::string> SeverityPolicy::add(std::string_view argument) {
  const auto equals = argument.find('=');
  if (equals == std::string_view::npos) return "-W takes CODE=off|note|warning|error";

  const std::string_view code_text = argument.substr(0, equals);
  const auto code = parse_code(code_text);
  const CatalogRow* row = code ? find_diagnostic(*code) : nullptr;
  if (row == nullptr) return fmt::format("'{}' is no code of a diagnostic", code_text);
  if (*code < kFirstFinding || *code >= kFirstAfterFindings || *code == kAssertionFailed) {
    return fmt::format("the severity of {} cannot be changed: only findings, SGC3xxx but SGC3040, can", code_text);
  }

  for (const auto& [word, severity] : kWords) {
    if (word == argument.substr(equals + 1)) {
      chosen_[*code] = severity;
      return std::nullopt;
    }
  }
  return fmt::format("'{}' is no severity: off, note, warning or error", argument.substr(equals + 1));
}

Severity SeverityPolicy::severity(DiagnosticCode code, Severity given) const {
  // An assertion that nobody proved: what stands on it must not be written.
  if (code == kNotDecided && given == Severity::Error) return given;
  const auto chosen = chosen_.find(code);
  const Severity severity = chosen == chosen_.end() ? given : chosen->second;
  return warnings_are_errors_ && severity == Severity::Warning ? Severity::Error : severity;
}

}  // namespace sgc
