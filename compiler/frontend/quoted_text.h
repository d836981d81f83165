// What may hold any character: comments and strings. Both end with their line, so that a forgotten quote cannot
// swallow what follows; neither may hold what shows a reader something else than what is there (control characters,
// turns of the writing direction, line ends of other systems).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/support/span.h"

namespace sgc::frontend {

// The text of one file, and what was said of its bytes already.
struct SourceText {
  FileId file;
  std::string_view bytes;
  Sink& sink;
  bool said_not_utf8 = false;

  std::uint32_t size() const { return static_cast<std::uint32_t>(bytes.size()); }
  Span span(std::uint32_t begin, std::uint32_t end) const { return {file, begin, end}; }
};

// From `at` on to the end of the line, which is not part of it. Reports control characters and what is not UTF-8.
std::uint32_t skip_comment(SourceText& source, std::uint32_t at);

// Reports one character that may stand nowhere in a policy, and where it ends: one run of them is one report.
std::uint32_t report_control(SourceText& source, std::uint32_t at);

// Reports the first byte of a file that is not UTF-8; the others would only repeat it.
void report_not_utf8(SourceText& source, std::uint32_t at);

enum class Quote : std::uint8_t { Double, Single, Typographic };

struct ScannedString {
  std::uint32_t end = 0;  // past the closing quote; where there is none, the end of the line without blanks
  bool closed = true;
  bool faulty = false;  // something was reported
};

// The string whose opening quote ends at `at`.
ScannedString scan_string(SourceText& source, std::uint32_t begin, std::uint32_t at, Quote quote);

// What stands between the quotes, of whatever kind; all of it where there are none, which was reported before. Before: not
// empty.
std::string_view without_quotes(std::string_view text);

// The value of what stands between two quotes: \" \\ \n \t resolved, any other escape (reported before) left out.
std::string string_value(std::string_view between_quotes);

}  // namespace sgc::frontend
