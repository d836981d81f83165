// Names of members and their meaning: OASIS, "Static Analysis Results Interchange Format (SARIF)
// Version 2.1.0". The section of each part is named where it is made.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "compiler/diag/page.h"
#include "compiler/diag/render.h"

namespace sgc {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSarifIndent = 1;
constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string rule_id(DiagnosticCode code) {
  return fmt::format("SGC{:04}", code);
}

// 3.27.10. What is ignored or off keeps the weight that it has by the catalog; what is off there is a note.
std::string_view level(Severity severity, DiagnosticCode code) {
  switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
    case Severity::Off:
    case Severity::Ignored: break;
  }
  const CatalogRow* const row = find_diagnostic(code);
  const bool weighs = row != nullptr && row->severity != Severity::Off && row->severity != Severity::Ignored;
  return weighs ? level(row->severity, code) : "note";
}

// RFC 3986: everything but what needs no escape in the path of a relative reference.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", byte);
    }
  }
  return uri;
}

Json message(std::string_view text) {
  return {{"text", text}};
}

class SarifRenderer {
 public:
  explicit SarifRenderer(const Report& report) : report_(report) {
    for (const Diagnostic& diagnostic : report.diagnostics) {
      if (diagnostic.severity == Severity::Off) continue;
      shown_.push_back(&diagnostic);
      rule_index_.emplace(diagnostic.code, 0);
      note_file(diagnostic.where);
      for (const DiagnosticNote& note : diagnostic.notes) note_file(note.where);
    }
    number(rule_index_);
    number(artifact_index_);
  }

  // 3.14, the run.
  Json run(std::string_view version) const {
    Json run;
    run["tool"]["driver"] = driver(version);
    run["columnKind"] = "unicodeCodePoints";
    run["artifacts"] = Json::array();
    for (const auto& [name, index] : artifact_index_)
      run["artifacts"].push_back({{"location", {{"uri", uri_of(name)}}}});
    run["results"] = Json::array();
    for (const Diagnostic* diagnostic : shown_) run["results"].push_back(result(*diagnostic));
    return run;
  }

 private:
  template <class Key>
  static void number(std::map<Key, std::size_t>& indices) {
    std::size_t next = 0;
    for (auto& [key, index] : indices) index = next++;
  }

  void note_file(const Span& where) {
    if (where.known()) artifact_index_.emplace(report_.sources.name(where.file), 0);
  }

  // 3.19, what made this: the rules that the results name.
  Json driver(std::string_view version) const {
    Json driver;
    driver["name"] = "sgc";
    driver["fullName"] = "security group compiler";
    driver["version"] = version;
    driver["semanticVersion"] = version;
    driver["rules"] = Json::array();
    for (const auto& [code, index] : rule_index_) driver["rules"].push_back(rule(code));
    return driver;
  }

  // 3.49, one kind of finding, with its page as help.
  static Json rule(DiagnosticCode code) {
    const CatalogRow* const row = find_diagnostic(code);
    const auto page = find_page(code);
    const std::string name(row == nullptr ? rule_id(code) : row->name);
    const std::string summary = page ? page->summary() : "";
    const std::string_view intro = page ? page->intro : std::string_view();

    Json rule;
    rule["id"] = rule_id(code);
    rule["name"] = name;
    rule["shortDescription"] = message(summary.empty() ? name : summary);
    rule["fullDescription"] = message(intro.empty() ? std::string_view(name) : intro);
    rule["defaultConfiguration"]["enabled"] = row == nullptr || row->severity != Severity::Off;
    rule["defaultConfiguration"]["level"] = level(Severity::Off, code);
    if (page) rule["help"] = {{"text", page->text}, {"markdown", page->text}};
    return rule;
  }

  // 3.27, one finding.
  Json result(const Diagnostic& diagnostic) const {
    Json result;
    result["ruleId"] = rule_id(diagnostic.code);
    result["ruleIndex"] = rule_index_.at(diagnostic.code);
    result["level"] = level(diagnostic.severity, diagnostic.code);
    result["message"] = message(diagnostic.message);
    result["locations"] = Json::array();
    if (diagnostic.where.known()) result["locations"].push_back(location(diagnostic.where));
    if (!diagnostic.notes.empty()) result["relatedLocations"] = related(diagnostic.notes);
    if (diagnostic.severity == Severity::Ignored) {
      result["suppressions"] = {{{"kind", "inSource"}, {"justification", diagnostic.reason}}};
    }
    if (Json bag = properties(diagnostic); !bag.empty()) result["properties"] = std::move(bag);
    return result;
  }

  // 3.28 to 3.30.
  Json location(const Span& where) const {
    const Place begin = report_.sources.begin(where);
    const Place end = report_.sources.end(where);
    Json physical;
    physical["artifactLocation"] = {{"uri", uri_of(begin.file)}, {"index", artifact_index_.at(begin.file)}};
    physical["region"] = {{"startLine", begin.line},
                          {"startColumn", begin.column},
                          {"endLine", end.line},
                          {"endColumn", end.column}};
    return {{"physicalLocation", std::move(physical)}};
  }

  // 3.27.22. The id tells apart what would be equal: the schema wants them unique.
  Json related(const std::vector<DiagnosticNote>& notes) const {
    Json locations = Json::array();
    for (const DiagnosticNote& note : notes) {
      Json at = note.where.known() ? location(note.where) : Json::object();
      at["id"] = locations.size();
      at["message"] = message(note.message);
      locations.push_back(std::move(at));
    }
    return locations;
  }

  static Json properties(const Diagnostic& diagnostic) {
    Json bag = Json::object();
    if (!diagnostic.point.empty()) bag["point"] = diagnostic.point;
    if (!diagnostic.direction.empty()) bag["direction"] = diagnostic.direction;
    if (!diagnostic.packet.empty()) bag["packet"] = diagnostic.packet;
    if (!diagnostic.help.empty()) bag["help"] = diagnostic.help;
    return bag;
  }

  const Report& report_;
  std::vector<const Diagnostic*> shown_;
  std::map<DiagnosticCode, std::size_t> rule_index_;
  std::map<std::string_view, std::size_t>
      artifact_index_;  // by shown name: a file may have been read in two roles
};

}  // namespace

std::string render_sarif(const Report& report, std::string_view version) {
  Json document;
  document["$schema"] = kSchema;
  document["version"] = "2.1.0";
  document["runs"] = Json::array();
  document["runs"].push_back(SarifRenderer(report).run(version));
  // Names and messages may quote what is no UTF-8.
  return document.dump(kSarifIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sgc
