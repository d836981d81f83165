#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/diag/kind.h"
#include "compiler/diag/render.h"

namespace sgc {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::Off: return "off";
    case Severity::Ignored: return "ignored";
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return "";
}

Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

// Every member always stands, null where there is nothing to say, so that a reader need not ask.
void put_place(Json& json, const Span& where, const SourceMap& sources) {
  const Place begin = sources.begin(where);
  json["file"] = where.known() ? Json(begin.file) : Json();
  json["line"] = where.known() ? Json(begin.line) : Json();
  json["column"] = where.known() ? Json(begin.column) : Json();
}

Json note_json(const DiagnosticNote& note, const SourceMap& sources) {
  Json json;
  json["message"] = note.message;
  put_place(json, note.where, sources);
  return json;
}

Json diagnostic_json(const Diagnostic& diagnostic, const SourceMap& sources) {
  const CatalogRow* const row = find_diagnostic(diagnostic.code);
  const Place end = sources.end(diagnostic.where);
  const bool placed = diagnostic.where.known();

  Json json;
  json["code"] = fmt::format("SGC{:04}", diagnostic.code);
  json["name"] = row == nullptr ? Json() : Json(row->name);
  json["severity"] = word(diagnostic.severity);
  json["message"] = diagnostic.message;
  put_place(json, diagnostic.where, sources);
  json["endLine"] = placed ? Json(end.line) : Json();
  json["endColumn"] = placed ? Json(end.column) : Json();
  json["point"] = or_null(diagnostic.point);
  json["direction"] = or_null(diagnostic.direction);
  json["packet"] = or_null(diagnostic.packet);
  json["notes"] = Json::array();
  for (const DiagnosticNote& note : diagnostic.notes) json["notes"].push_back(note_json(note, sources));
  json["help"] = or_null(diagnostic.help);
  if (diagnostic.severity == Severity::Ignored) json["reason"] = diagnostic.reason;
  return json;
}

std::size_t count(const Report& report, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(report.diagnostics.begin(), report.diagnostics.end(),
                    [severity](const Diagnostic& diagnostic) { return diagnostic.severity == severity; }));
}

}  // namespace

std::string render_json(const Report& report) {
  Json document;
  document["diagnostics"] = Json::array();
  for (const Diagnostic& diagnostic : report.diagnostics) {
    if (diagnostic.severity == Severity::Off) continue;
    document["diagnostics"].push_back(diagnostic_json(diagnostic, report.sources));
  }
  document["errors"] = count(report, Severity::Error);
  document["warnings"] = count(report, Severity::Warning);
  // Names and messages may quote what is no UTF-8.
  return document.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sgc
