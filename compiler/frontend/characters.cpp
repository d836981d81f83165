#include "compiler/frontend/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/support/utf8.h"

namespace sgc::frontend {
namespace {

struct GlyphRange {
  char32_t first;
  char32_t last;
  Glyph glyph;
  std::string_view name;
};

// Ascending. White_Space, Bidi_Control (but for the two marks that turn nothing), the quotes, dashes and arrows that keyboards and editors make.
constexpr std::array kGlyphs = {
    GlyphRange{0x0080, 0x0084, Glyph::Control, "a control character"},
    GlyphRange{0x0085, 0x0085, Glyph::Control, "next line"},
    GlyphRange{0x0086, 0x009F, Glyph::Control, "a control character"},
    GlyphRange{0x00A0, 0x00A0, Glyph::Blank, "no-break space"},
    GlyphRange{0x00AB, 0x00AB, Glyph::DoubleQuote, "an angle quote"},
    GlyphRange{0x00AD, 0x00AD, Glyph::Blank, "soft hyphen"},
    GlyphRange{0x00BB, 0x00BB, Glyph::DoubleQuote, "an angle quote"},
    GlyphRange{0x1680, 0x1680, Glyph::Blank, "ogham space"},
    GlyphRange{0x180E, 0x180E, Glyph::Blank, "vowel separator"},
    GlyphRange{0x2000, 0x200A, Glyph::Blank, "a typographic space"},
    GlyphRange{0x200B, 0x200F, Glyph::Blank, "a character of no width"},
    GlyphRange{0x2010, 0x2015, Glyph::Dash, "a typographic dash"},
    GlyphRange{0x2018, 0x201B, Glyph::SingleQuote, "a typographic quote"},
    GlyphRange{0x201C, 0x201F, Glyph::DoubleQuote, "a typographic quote"},
    GlyphRange{0x2028, 0x2028, Glyph::Control, "line separator"},
    GlyphRange{0x2029, 0x2029, Glyph::Control, "paragraph separator"},
    GlyphRange{0x202A, 0x202E, Glyph::Control, "a turn of writing direction"},
    GlyphRange{0x202F, 0x202F, Glyph::Blank, "narrow no-break space"},
    GlyphRange{0x205F, 0x205F, Glyph::Blank, "mathematical space"},
    GlyphRange{0x2060, 0x2060, Glyph::Blank, "a character of no width"},
    GlyphRange{0x2066, 0x2069, Glyph::Control, "a turn of writing direction"},
    GlyphRange{0x2192, 0x2192, Glyph::Arrow, "an arrow"},
    GlyphRange{0x21D2, 0x21D2, Glyph::Arrow, "an arrow"},
    GlyphRange{0x2212, 0x2212, Glyph::Dash, "a minus sign"},
    GlyphRange{0x27F6, 0x27F6, Glyph::Arrow, "an arrow"},
    GlyphRange{0x3000, 0x3000, Glyph::Blank, "ideographic space"},
    GlyphRange{0xFEFF, 0xFEFF, Glyph::Blank, "byte-order mark"},
    GlyphRange{0xFF02, 0xFF02, Glyph::DoubleQuote, "a full-width quote"},
    GlyphRange{0xFF0D, 0xFF0D, Glyph::Dash, "a full-width hyphen"},
};

const GlyphRange* find_glyph(char32_t value) {
  const auto* const row = std::lower_bound(kGlyphs.begin(), kGlyphs.end(), value,
                                           [](const GlyphRange& range, char32_t v) { return range.last < v; });
  return row != kGlyphs.end() && row->first <= value ? row : nullptr;
}

}  // namespace

Glyph glyph_of(char32_t value) {
  const GlyphRange* row = find_glyph(value);
  return row == nullptr ? Glyph::Letter : row->glyph;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMostBytes = 60;
  if (text.size() <= kMostBytes) return std::string(text);
  return fmt::format("{}…", cut_to(text, kMostBytes));
}

std::string describe(char32_t value) {
  const GlyphRange* row = find_glyph(value);
  const auto number = static_cast<std::uint32_t>(value);
  return row == nullptr ? fmt::format("U+{:04X}", number) : fmt::format("U+{:04X} ({})", number, row->name);
}

}  // namespace sgc::frontend
