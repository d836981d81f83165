#include "compiler/diag/catalog.h"

#include <algorithm>
#include <array>

namespace sgc {
namespace {

constexpr CatalogRow kRows[] = {
#define SGC_DIAGNOSTIC(code, severity, id, name, text, ...) {code, Severity::severity, name, text},
#include "compiler/diag/catalog.def"
#undef SGC_DIAGNOSTIC
};

constexpr bool ascending() {
  return std::adjacent_find(std::begin(kRows), std::end(kRows), [](const CatalogRow& a, const CatalogRow& b) {
           return a.code >= b.code;
         }) == std::end(kRows);
}
static_assert(ascending(), "catalog rows stand in the order of their codes, each code once");

}  // namespace

std::span<const CatalogRow> diagnostic_catalog() { return kRows; }

const CatalogRow* find_diagnostic(DiagnosticCode code) {
  const auto* row = std::lower_bound(std::begin(kRows), std::end(kRows), code,
                                     [](const CatalogRow& a, DiagnosticCode b) { return a.code < b; });
  return row != std::end(kRows) && row->code == code ? row : nullptr;
}

}  // namespace sgc
