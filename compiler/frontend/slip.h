// Slips that people make: each finder looks at a piece from the word that stopped the parser, and knows one slip. It
// says what is wrong, how to write it, and how to mend the words so that the rest of the piece can be read as meant.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/frontend/characters.h"
#include "compiler/frontend/quoted_text.h"
#include "compiler/frontend/read_word.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

// A piece that could not be read, seen from the word that stopped the parser.
struct Situation {
  SourceText& source;
  std::span<const Token> words;
  const Token& follows;  // the word after the piece
  std::size_t index;     // into words; their number where the piece ended too early
  const TokenSet& expected;

  bool at_end() const { return index == words.size(); }
  const Token& found() const { return at_end() ? follows : words[index]; }
  const Token& after() const { return index + 1 < words.size() ? words[index + 1] : follows; }
  TokenKind before() const { return index == 0 ? TokenKind::End : words[index - 1].kind; }
  TokenKind first() const { return words.front().kind; }

  bool expects(TokenKind kind) const { return has(expected, kind); }
  bool finds(TokenKind kind) const { return !at_end() && found().is(kind); }
  bool complete() const { return expects(TokenKind::End); }  // the words before `found` are a piece by themselves

  std::string_view text(const Token& token) const { return text_of(source, token); }
  std::string show(const Token& token) const { return shown(text(token)); }
  Span span(const Token& token) const { return span_of(source, token); }
};

// Replaces `count` words from `at` on. What is put in was reported: its tokens are faulty, unless they are as written.
struct Edit {
  std::size_t at = 0;
  std::size_t count = 0;
  std::vector<Token> put;
};

struct Slip {
  Diagnostic diagnostic;
  std::optional<Edit> edit;
};

using FindSlip = std::optional<Slip> (*)(const Situation&);

// In the order in which they are asked: the first that knows the slip speaks.
std::span<const FindSlip> slips_of_words();     // slips_of_words.cpp: quotes, misspelt and reserved words
std::span<const FindSlip> slips_of_services();  // slips_of_services.cpp: ports and protocols
std::span<const FindSlip> slips_of_rules();     // slips_of_rules.cpp: the order of a rule's parts, dates, addresses
std::span<const FindSlip> slips_of_lists();     // slips_of_lists.cpp: commas and `except`

// A word that begins an option of a rule.
bool is_option(TokenKind kind);

// A word of `kind` in the place of `token`, of which nobody complains again.
inline Token stand_in(TokenKind kind, const Token& token) {
  return {kind, true, token.first_on_line, token.begin, token.end};
}

// A word of `kind` that is missing before `token`.
inline Token missing(TokenKind kind, const Token& token) { return {kind, true, false, token.begin, token.begin}; }

}  // namespace sgc::frontend
