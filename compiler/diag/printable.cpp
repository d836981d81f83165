#include "compiler/diag/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sgc {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

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

// What the first byte of a UTF-8 sequence announces (RFC 3629): its length, and the least value that needs
// it.
struct Lead {
  std::size_t bytes;
  char32_t bits;
  char32_t least;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

void append_utf8(std::string& text, char32_t c) {
  const auto byte = [&text](char32_t value) { text += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6U);
    byte(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12U);
    byte(0x80 | (c >> 6U & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  } else {
    byte(0xF0 | c >> 18U);
    byte(0x80 | (c >> 12U & 0x3FU));
    byte(0x80 | (c >> 6U & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  }
}

}  // namespace

DecodedCharacter decode_utf8(std::string_view text) {
  constexpr DecodedCharacter kNot{kReplacement, 1};
  constexpr char32_t kFirstSurrogate = 0xD800;
  constexpr char32_t kLastSurrogate = 0xDFFF;
  constexpr char32_t kLastCharacter = 0x10FFFF;

  const Lead lead = lead_of(static_cast<unsigned char>(text.front()));
  if (lead.bytes == 0 || lead.bytes > text.size()) return kNot;
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return kNot;
    value = value << 6U | (byte & 0x3FU);
  }
  const bool surrogate = kFirstSurrogate <= value && value <= kLastSurrogate;
  if (value < lead.least || value > kLastCharacter || surrogate) return kNot;
  return {value, lead.bytes};
}

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

    const DecodedCharacter next = decode_utf8(text);
    add(next.value);
    text.remove_prefix(next.bytes);
  }
}

std::string printable(std::string_view text) {
  PrintableLine line;
  line.add(text);
  return line.text();
}

}  // namespace sgc
