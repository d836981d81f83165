#include "compiler/frontend/token.h"

#include <algorithm>
#include <array>

namespace sgc::frontend {
namespace {

enum class WordClass : std::uint8_t { Shape, Fixed, Reserved, Keyword };

struct WordRow {
  WordClass word_class;
  std::string_view text;
};

constexpr std::array<WordRow, kTokenKinds> kWords{{
    {WordClass::Shape, "the end of the file"},
#define SGC_SHAPE(kind, text) {WordClass::Shape, text},
#define SGC_FIXED(kind, text) {WordClass::Fixed, text},
#define SGC_RESERVED(kind, text) {WordClass::Reserved, text},
#define SGC_KEYWORD(kind, text) {WordClass::Keyword, text},
#include "compiler/frontend/words.def"
#undef SGC_SHAPE
#undef SGC_FIXED
#undef SGC_RESERVED
#undef SGC_KEYWORD
}};

const WordRow& row(TokenKind kind) { return kWords[static_cast<std::size_t>(kind)]; }

constexpr bool is_looked_up(const WordRow& word) {
  return word.word_class == WordClass::Reserved || word.word_class == WordClass::Keyword;
}

// By first letter, as the words are few and differ early: a table would hash each word of the file.
struct WordIndex {
  static constexpr std::size_t kLetters = 26;
  std::array<std::array<std::uint8_t, 16>, kLetters> kinds{};
  std::array<std::uint8_t, kLetters> counts{};
};

constexpr WordIndex make_index() {
  WordIndex index;
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
    if (!is_looked_up(kWords[kind])) continue;
    const auto letter = static_cast<std::size_t>(kWords[kind].text.front() - 'a');
    index.kinds[letter][index.counts[letter]++] = static_cast<std::uint8_t>(kind);
  }
  return index;
}

constexpr WordIndex kIndex = make_index();

}  // namespace

std::string_view text_of(TokenKind kind) { return row(kind).text; }

bool has_fixed_text(TokenKind kind) { return row(kind).word_class != WordClass::Shape; }

bool is_reserved(TokenKind kind) { return row(kind).word_class == WordClass::Reserved; }

bool may_be_name(TokenKind kind) { return kind == TokenKind::Name || row(kind).word_class == WordClass::Keyword; }

std::optional<TokenKind> flag_kind(std::string_view word) {
  for (const TokenKind flag : {TokenKind::FlagMin, TokenKind::FlagMax, TokenKind::FlagOptional, TokenKind::FlagWide}) {
    if (word == text_of(flag)) return flag;
  }
  return std::nullopt;
}

std::optional<TokenKind> keyword_kind(std::string_view word) {
  if (word.empty() || word.front() < 'a' || word.front() > 'z') return std::nullopt;
  const auto letter = static_cast<std::size_t>(word.front() - 'a');
  for (std::size_t i = 0; i < kIndex.counts[letter]; ++i) {
    const auto kind = static_cast<TokenKind>(kIndex.kinds[letter][i]);
    if (text_of(kind) == word) return kind;
  }
  return std::nullopt;
}

}  // namespace sgc::frontend
