#include <fmt/format.h>

#include "compiler/diag/excerpt.h"
#include "compiler/diag/printable.h"
#include "compiler/diag/render.h"

namespace sgc {
namespace {

constexpr std::size_t kLineNumberWidth = 5;
constexpr std::string_view kProgram = "sgc";  // speaks where there is no place in a source

// Escapes of ECMA-48, or nothing.
struct Colors {
  std::string_view error;
  std::string_view warning;
  std::string_view note;
  std::string_view place;
  std::string_view gutter;
  std::string_view plain;
};

constexpr Colors kNoColors{};
constexpr Colors kColors{"\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[1m", "\033[34m", "\033[0m"};

class TextRenderer {
 public:
  TextRenderer(const SourceMap& sources, const Colors& colors) : sources_(sources), colors_(colors) {}

  void add(const Diagnostic& diagnostic) {
    const std::string code = fmt::format("[SGC{:04}]", diagnostic.code);
    add_headline(diagnostic.where, word(diagnostic.severity), code, color(diagnostic.severity),
                 diagnostic.message);
    for (const DiagnosticNote& note : diagnostic.notes) {
      if (note.where.known()) {
        add_headline(note.where, "note", "", colors_.note, note.message);
      } else {
        add_remark("note", note.message);
      }
    }
    add_remark("packet", diagnostic.packet);
    add_remark("help", diagnostic.help);
  }

  std::string finish() { return std::move(text_); }

 private:
  static std::string_view word(Severity severity) {
    switch (severity) {
      case Severity::Off:
      case Severity::Ignored: return "";
      case Severity::Note: return "note";
      case Severity::Warning: return "warning";
      case Severity::Error: return "error";
    }
    return "";
  }

  std::string_view color(Severity severity) const {
    switch (severity) {
      case Severity::Off:
      case Severity::Ignored: return "";
      case Severity::Note: return colors_.note;
      case Severity::Warning: return colors_.warning;
      case Severity::Error: return colors_.error;
    }
    return "";
  }

  std::string place(const Span& where) const {
    if (!where.known()) return std::string(kProgram);
    const Place place = sources_.begin(where);
    return fmt::format("{}:{}:{}", printable(place.file), place.line, place.column);
  }

  void add_headline(const Span& where, std::string_view word, std::string_view code, std::string_view color,
                    std::string_view message) {
    add_line({colors_.place, place(where), ":", colors_.plain, " ", color, word, code, ":", colors_.plain, " ",
              printable(message)});
    if (where.known()) add_excerpt(excerpt_of(sources_, where), color);
  }

  void add_excerpt(const Excerpt& excerpt, std::string_view color) {
    const std::string line = fmt::format(FMT_STRING("{:>{}}"), excerpt.line, kLineNumberWidth);
    add_line({colors_.gutter, line, " |", colors_.plain, " ", excerpt.text});
    const std::string margin(line.size(), ' ');
    const std::string indent(excerpt.column, ' ');
    const std::string carets(excerpt.carets, '^');
    add_line({colors_.gutter, margin, " |", colors_.plain, " ", indent, color, carets, colors_.plain});
  }

  void add_remark(std::string_view word, std::string_view message) {
    if (message.empty()) return;
    add_line({colors_.gutter, "   =", colors_.plain, " ", colors_.place, word, ":", colors_.plain, " ",
              printable(message)});
  }

  // There may be a hundred thousand findings, so the pieces are put together without a format to be read.
  void add_line(std::initializer_list<std::string_view> pieces) {
    for (const std::string_view piece : pieces) text_ += piece;
    while (text_.ends_with(' ')) text_.pop_back();
    text_ += '\n';
  }

  const SourceMap& sources_;
  const Colors& colors_;
  std::string text_;
};

}  // namespace

std::string render_text(const Report& report, bool color) {
  TextRenderer renderer(report.sources, color ? kColors : kNoColors);
  for (const Diagnostic& diagnostic : report.diagnostics) {
    if (diagnostic.severity == Severity::Off || diagnostic.severity == Severity::Ignored) continue;
    renderer.add(diagnostic);
  }
  return renderer.finish();
}

}  // namespace sgc
