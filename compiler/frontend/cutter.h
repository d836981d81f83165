// Cuts a file into pieces that the grammar can read one by one, and looks after the braces between them.
//
// Braces are what a slip hurts most: a missing one could swallow the rest of the file, one too many end a declaration
// in its middle. So they are not the grammar's business. A declaration that begins where none can (`KEYWORD NAME {`
// within braces) ends the one before, and each declaration has its braces complained of once.
#pragma once

#include <string>
#include <vector>

#include "compiler/frontend/build.h"
#include "compiler/frontend/piece_reader.h"
#include "compiler/frontend/word_queue.h"

namespace sgc::frontend {

// What stands between a pair of braces.
struct Body {
  enum class Holds : std::uint8_t {
    List,        // elements, services, rules
    Statements,  // a keyword and its value, after which `NAME {` may come
    Pairs,       // of a name and a text, of which `include "…"` may be one
  };

  std::string what;  // for messages: "group 'office'", "`inbound`"
  Token opening;     // its `{`, or the word that stands in its place
  Holds holds = Holds::List;
  std::size_t strays = 0;  // `{` without a place, whose `}` are passed over
};

class Cutter {
 public:
  Cutter(FileId file, std::string_view text, Sink& sink);

  SourceText& source() { return source_; }
  void report(Diagnostic diagnostic) { source_.sink.report(std::move(diagnostic)); }

  // ---- words ----
  const Token& peek(std::size_t distance = 0) const { return words_.peek(distance); }
  bool at(TokenKind kind) const { return words_.at(kind); }
  bool at_end() const { return words_.at_end(); }
  const Token& last() const { return words_.last(); }
  Token take() { return words_.take(); }
  void give_back(std::span<const Token> words, const Token& last) { words_.give_back(words, last); }

  // Reads the next word as another one: what was meant where something else was written, which was reported.
  void replace_next(TokenKind kind);

  // From a word to the last one taken.
  Span span_from(const Token& first) const { return source_.span(first.begin, words_.last().end); }

  // ---- the piece ----
  void begin_piece() { piece_.clear(); }
  void take_into_piece() { piece_.push_back(words_.take()); }
  const std::vector<Token>& words_of_piece() const { return piece_; }
  Piece piece() { return {source_, piece_}; }

  // Null where it could not be read, which was reported with the example. What is none of the piece after all is given
  // back.
  template <class Context>
  const Context* read(Context* (SgParser::*rule)(), std::string_view example) {
    const Context* context = reader_.read(piece_, words_.peek(), rule, example);
    give_back(reader_.rest(), piece_.back());
    return context;
  }

  // Passes over the piece, which was reported to be none: only its addresses are looked at.
  void pass_over_piece() { reader_.check(piece_); }

  // Whether a line begins here with a name that nothing before it asked for: it cannot go on with the piece.
  bool line_starts_anew() const;

  // Whether the last word of the piece lets a name follow: then a keyword that follows is that name.
  bool wants_more() const;

  // ---- braces ----
  // To be asked before each piece of a body. True where the body is over: its `}` was taken, or is missing, which was
  // reported. A `{` without a place is reported and taken.
  bool body_ended(Body& body);

  // Whether a brace, the end of the file or a new declaration ends the piece here. Within a body a `{` does not: it has
  // no place there, is reported and passed over.
  bool piece_ends(Body* body);

  // Whether what follows can only be a declaration.
  bool starts_declaration(const Body* body) const;

  void begin_declaration();

  // Says that whatever is wrong with the braces of this declaration follows from what was reported.
  void excuse_braces() { braces_reported_ = true; }

  // Reports that a body is not closed, where that is news.
  void report_unclosed(const Body& body);

  // Takes a `{` that has no place. Its `}` will be passed over.
  void take_stray_brace(Body& body, std::string_view help);

  // Passes over `{ … }`, or up to the next declaration where it is not closed. Before: `{` follows.
  void skip_braces();

  // Reports a fault of braces, unless this declaration had one, or a string without an end, which may have swallowed it.
  void report_brace(Diagnostic diagnostic);

  // Passes over everything up to the next declaration.
  void skip_to_declaration();

 private:
  bool at_margin(const Token& word) const;

  // Whether the next word is the first name of a blacklist's statement, and `deny` begins another: on assert deny a.
  bool is_name_before_deny() const;

  SourceText source_;
  WordQueue words_;
  PieceReader reader_;
  std::vector<Token> piece_;

  bool braces_reported_ = false;
  std::size_t unclosed_strings_before_ = 0;
};

// Whether a kind of word begins a declaration.
bool begins_declaration(TokenKind kind);

bool is_action(TokenKind kind);

}  // namespace sgc::frontend
