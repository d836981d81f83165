// A text and what parse() makes of it, for tests.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/frontend/parse.h"
#include "compiler/support/source_map.h"

namespace sgc {

struct Parsed {
  std::unique_ptr<SourceMap> sources;
  Sink sink;
  ast::File file;

  explicit Parsed(std::string text) : sources(std::make_unique<SourceMap>()) {
    const FileId id = sources->add("policy.sg", std::move(text));
    file = parse(id, *sources, sink);
    sink.finish();
  }

  // "1:5 SGC1001 expected …, found … | help" for each, in order.
  std::vector<std::string> findings() const {
    std::vector<std::string> lines;
    for (const Diagnostic& d : sink.all()) lines.push_back(show(d));
    return lines;
  }

  std::vector<DiagnosticCode> codes() const {
    std::vector<DiagnosticCode> codes;
    for (const Diagnostic& d : sink.all()) codes.push_back(d.code);
    return codes;
  }

  std::string all_findings() const {
    std::string text;
    for (const std::string& line : findings()) text += line + "\n";
    return text;
  }

  template <class Declaration>
  const Declaration& get(std::size_t index) const {
    return std::get<Declaration>(file.declarations.at(index));
  }

  std::string_view text(const Span& span) const { return sources->text(span); }

 private:
  std::string show(const Diagnostic& d) const {
    const Place place = sources->begin(d.where);
    std::string line = fmt::format("{}:{} SGC{:04} {}", place.line, place.column, d.code, d.message);
    for (const DiagnosticNote& note : d.notes) {
      const Place at = sources->begin(note.where);
      line += fmt::format(" | {}:{} {}", at.line, at.column, note.message);
    }
    if (!d.help.empty()) line += " | " + d.help;
    return line;
  }
};

}  // namespace sgc
