#include "compiler/diag/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/support/utf8.h"

namespace sgc {
namespace {

struct CharacterRange {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool within(const std::array<CharacterRange, N>& table, char32_t character) {
  const auto after =
      std::upper_bound(table.begin(), table.end(), character,
                       [](char32_t c, const CharacterRange& range) { return c < range.first; });
  return after != table.begin() && character <= std::prev(after)->last;
}

// Controls, and what turns or hides text: joiners, marks and overrides of direction, line and paragraph
// separators.
constexpr std::array kNeverRaw = {
    CharacterRange{0x00, 0x1F},     CharacterRange{0x7F, 0x9F},       CharacterRange{0xAD, 0xAD},
    CharacterRange{0x61C, 0x61C},   CharacterRange{0x180E, 0x180E},   CharacterRange{0x200B, 0x200F},
    CharacterRange{0x2028, 0x202E}, CharacterRange{0x2060, 0x206F},   CharacterRange{0xFEFF, 0xFEFF},
    CharacterRange{0xFFF9, 0xFFFB}, CharacterRange{0xE0000, 0xE007F},
};

// Marks that sit on the character before them.
constexpr std::array kNoColumn = {
    CharacterRange{0x300, 0x36F},   CharacterRange{0x483, 0x489},   CharacterRange{0x591, 0x5BD},
    CharacterRange{0x610, 0x61A},   CharacterRange{0x64B, 0x65F},   CharacterRange{0x1AB0, 0x1AFF},
    CharacterRange{0x1DC0, 0x1DFF}, CharacterRange{0x20D0, 0x20FF}, CharacterRange{0xFE00, 0xFE0F},
    CharacterRange{0xFE20, 0xFE2F},
};

// East Asian wide and fullwidth characters, and pictographs (Unicode Standard Annex 11).
constexpr std::array kTwoColumns = {
    CharacterRange{0x1100, 0x115F},   CharacterRange{0x2E80, 0x303E},   CharacterRange{0x3041, 0x33FF},
    CharacterRange{0x3400, 0x4DBF},   CharacterRange{0x4E00, 0x9FFF},   CharacterRange{0xA000, 0xA4CF},
    CharacterRange{0xA960, 0xA97F},   CharacterRange{0xAC00, 0xD7A3},   CharacterRange{0xF900, 0xFAFF},
    CharacterRange{0xFE30, 0xFE6F},   CharacterRange{0xFF00, 0xFF60},   CharacterRange{0xFFE0, 0xFFE6},
    CharacterRange{0x1F300, 0x1F64F}, CharacterRange{0x1F680, 0x1F6FF}, CharacterRange{0x1F900, 0x1F9FF},
    CharacterRange{0x20000, 0x3FFFD},
};

bool is_plain(char byte) { return byte >= ' ' && byte <= '~'; }

}  // namespace

void PrintableLine::add(char32_t character) {
  if (character == '\t') {
    const std::size_t blanks = kTabStop - columns_ % kTabStop;
    text_.append(blanks, ' ');
    columns_ += blanks;
  } else if (within(kNeverRaw, character)) {
    const std::string name = fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(character));
    text_ += name;
    columns_ += name.size();
  } else {
    append_utf8(text_, character);
    if (!within(kNoColumn, character)) columns_ += within(kTwoColumns, character) ? 2 : 1;
  }
}

void PrintableLine::add(std::string_view text) {
  while (!text.empty()) {
    // What stands as it is, a byte and a column each, is most of every text.
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain = static_cast<std::size_t>(end - text.begin());
    text_.append(text, 0, plain);
    columns_ += plain;
    text.remove_prefix(plain);
    if (text.empty()) return;

    const CodePoint next = decode_utf8(text);
    add(next.value);
    text.remove_prefix(next.length);
  }
}

std::string printable(std::string_view text) {
  PrintableLine line;
  line.add(text);
  return line.text();
}

}  // namespace sgc
