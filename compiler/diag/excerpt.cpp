#include "compiler/diag/excerpt.h"

#include <algorithm>

#include "compiler/diag/printable.h"
#include "compiler/support/utf8.h"

namespace sgc {
namespace {

// Of a line: more than these many bytes are cut, and so many stay before the place that is spoken of.
constexpr std::size_t kMostBytes = 160;
constexpr std::size_t kBytesBefore = 60;
constexpr char32_t kEllipsis = 0x2026;

struct ByteRange {
  std::size_t begin;
  std::size_t end;
};

// Moves back to where a character begins, if one does nearby: a line that is not UTF-8 need not be searched
// through.
std::size_t character_start(std::string_view line, std::size_t at) {
  constexpr std::size_t kMostContinuations = 3;
  for (std::size_t steps = 0; steps < kMostContinuations && at > 0 && at < line.size(); ++steps) {
    if (!continues_character(line[at])) break;
    --at;
  }
  return at;
}

// The part of the line that is shown.
ByteRange window(std::string_view line, std::size_t place) {
  if (line.size() <= kMostBytes) return {0, line.size()};
  const std::size_t latest = line.size() - kMostBytes;
  const std::size_t begin = place < kBytesBefore ? 0 : std::min(place - kBytesBefore, latest);
  return {character_start(line, begin), character_start(line, begin + kMostBytes)};
}

// The part of the span that lies in the line, without the blanks at the end when it goes on below.
ByteRange marked(std::string_view line, std::size_t begin, std::size_t end) {
  begin = std::min(begin, line.size());
  if (end <= line.size()) return {begin, std::max(begin, end)};
  const std::size_t last = line.find_last_not_of(" \t\r");
  return {begin, last == std::string_view::npos ? begin : std::max(begin, last + 1)};
}

}  // namespace

Excerpt excerpt_of(const SourceMap& sources, const Span& span) {
  Excerpt excerpt;
  excerpt.line = sources.line(span);
  const std::string_view line = sources.line_text(span.file, excerpt.line);
  const auto line_begin = static_cast<std::size_t>(line.data() - sources.text(span.file).data());
  const ByteRange mark = marked(line, span.begin - line_begin, span.end - line_begin);
  const ByteRange shown = window(line, mark.begin);

  PrintableLine text;
  if (shown.begin > 0) text.add(kEllipsis);
  text.add(line.substr(shown.begin, mark.begin - shown.begin));
  excerpt.column = text.columns();
  const std::size_t mark_end = std::clamp(mark.end, mark.begin, shown.end);
  text.add(line.substr(mark.begin, mark_end - mark.begin));
  excerpt.carets = std::max<std::size_t>(text.columns() - excerpt.column, 1);
  text.add(line.substr(mark_end, shown.end - mark_end));
  if (shown.end < line.size()) text.add(kEllipsis);

  excerpt.text = text.text();
  return excerpt;
}

}  // namespace sgc
