// A word of the language: what kind it is and where it stands. The scanner makes them; the outline cuts the file by
// them; the ANTLR parser reads them, for which the kinds are numbered as in grammar/SgParser.g4.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sgc::frontend {

enum class TokenKind : std::uint8_t {
  End = 0,  // of the file; of a piece for the ANTLR parser
#define SGC_SHAPE(kind, text) kind,
#define SGC_FIXED(kind, text) kind,
#define SGC_RESERVED(kind, text) kind,
#define SGC_KEYWORD(kind, text) kind,
#include "compiler/frontend/words.def"
#undef SGC_SHAPE
#undef SGC_FIXED
#undef SGC_RESERVED
#undef SGC_KEYWORD
  Count_,
};

constexpr std::size_t kTokenKinds = static_cast<std::size_t>(TokenKind::Count_);
using TokenSet = std::bitset<kTokenKinds>;

inline bool has(const TokenSet& set, TokenKind kind) { return set.test(static_cast<std::size_t>(kind)); }

struct Token {
  TokenKind kind = TokenKind::End;
  bool faulty = false;         // the scanner has reported it: nobody complains of it again
  bool first_on_line = false;  // only ever a hint for the wording of an error
  std::uint32_t begin = 0;     // byte offsets in the file, half-open
  std::uint32_t end = 0;
  bool unclosed = false;  // a string that runs to the end of its line, with whatever stands there

  bool is(TokenKind wanted) const { return kind == wanted; }
};

// The one text of a kind that has one ("members", "->"), else what it is for people ("a name").
std::string_view text_of(TokenKind kind);

// Whether the kind has one text.
bool has_fixed_text(TokenKind kind);

bool is_reserved(TokenKind kind);

// A keyword that is not reserved, or a plain name.
bool may_be_name(TokenKind kind);

// A name, a keyword or a reserved word.
inline bool is_word(TokenKind kind) { return may_be_name(kind) || is_reserved(kind); }

// The flag of a feed that a word is where a flag may stand; nothing for any other.
std::optional<TokenKind> flag_kind(std::string_view word);

// The kind of a word that is a keyword or reserved; nothing for any other.
std::optional<TokenKind> keyword_kind(std::string_view word);

}  // namespace sgc::frontend
