// Every kind of diagnostic as a constant of its own name: kind::LeadingZero, kind::Shadowing …
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/diag/kind.h"

namespace sgc::kind {

#define SGC_DIAGNOSTIC(code, severity, id, name, text, ...) \
  inline constexpr DiagnosticKind<__VA_ARGS__> id{code, Severity::severity, name, text};
#include "compiler/diag/catalog.def"
#undef SGC_DIAGNOSTIC

}  // namespace sgc::kind
