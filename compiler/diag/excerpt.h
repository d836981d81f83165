// The line of a source that a diagnostic speaks of, as it is shown, and where the carets go.
#pragma once

#include <string>

#include "compiler/support/source_map.h"

namespace sgc {

struct Excerpt {
  std::uint32_t line = 0;  // its number
  std::string text;        // printable; cut with "…" where the line is long
  std::size_t column = 0;  // of the first caret, from 0, in columns of the terminal
  std::size_t carets = 1;
};

// Before: the span is known. A span over several lines shows the first.
Excerpt excerpt_of(const SourceMap& sources, const Span& span);

}  // namespace sgc
