// Diagnostics as people and programs read them. Pure functions: the driver prints what they return.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/diag/diagnostic.h"
#include "compiler/support/source_map.h"

namespace sgc {

// What a renderer is given: diagnostics in the order of Sink::finish(), and the sources they speak of.
struct Report {
  std::span<const Diagnostic> diagnostics;
  const SourceMap& sources;
};

// The style of today's compilers: place, severity[CODE], message, the line with a caret under it, notes, packet,
// help. Ignored findings are left out. Every line ends in a newline; nothing when there is nothing to say.
std::string render_text(const Report& report, bool color);

// {"diagnostics": […], "errors": N, "warnings": N}, indented, see the command-line reference.
std::string render_json(const Report& report);

// SARIF 2.1.0 (OASIS): one run, one result a finding, rules with the help of the pages, `ignore` as suppressions.
// Columns are Unicode code points. `version` is that of sgc.
std::string render_sarif(const Report& report, std::string_view version);

}  // namespace sgc
