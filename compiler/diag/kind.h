// The kinds of diagnostic: a number, a name, a weight and a message with typed places, each declared once, in the
// catalog. A call with wrong arguments does not compile.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/diag/severity.h"

namespace sgc {

// The number behind "SGC". Bands: 1 syntax, 2 names and types, 3 policy checks, 4 targets, 9 files and command line.
using DiagnosticCode = std::uint16_t;

template <class... Args>
struct DiagnosticKind {
  DiagnosticCode code;
  Severity severity;      // before -W and -Werror
  std::string_view name;  // the literature's word: "shadowing"
  fmt::format_string<const Args&...> text;
};

// A catalog row without its argument types, for tables and help.
struct CatalogRow {
  DiagnosticCode code;
  Severity severity;
  std::string_view name;
  std::string_view text;
};

// All rows, by code.
std::span<const CatalogRow> diagnostic_catalog();

// The row with this code, or null.
const CatalogRow* find_diagnostic(DiagnosticCode code);

}  // namespace sgc
