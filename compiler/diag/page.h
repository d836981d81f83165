// What a page of explain/ says, by its parts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/diag/kind.h"

namespace sgc {

struct DiagnosticPage {
  std::string_view text;   // all of it
  std::string_view title;  // "SGC1004 leading-zero"
  std::string_view intro;  // the paragraphs between the title and the first "## ", without blank lines around

  // The first sentence of the intro, on one line.
  std::string summary() const;
};

// The page of a code; nothing while there is none.
std::optional<DiagnosticPage> find_page(DiagnosticCode code);

// The parts of a page's text.
DiagnosticPage read_page(std::string_view text);

}  // namespace sgc
