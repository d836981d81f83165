// Cuts the text of a file into words. Whatever is wrong with a word by itself is reported here, once, and the word
// marked, so that nobody who meets it later complains again. Characters without a meaning are reported and passed
// over, as if they were not there: what stands around them can still be read.
#pragma once

#include <optional>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/frontend/quoted_text.h"
#include "compiler/frontend/token.h"
#include "compiler/support/span.h"

namespace sgc::frontend {

constexpr std::size_t kMaxNameLength = 63;

class Scanner {
 public:
  // Before: `text` is the file's, and outlives the scanner.
  Scanner(FileId file, std::string_view text, Sink& sink);

  // The next word; at the end of the file TokenKind::End, however often it is asked.
  Token next();

  // How many strings had no end so far: each may have swallowed a brace.
  std::size_t unclosed_strings() const { return unclosed_strings_; }

 private:
  // What the word before makes of a plain one: language section 1, last bullet.
  enum class Place : std::uint8_t { Plain, FeedPath, FeedFlags, FeedNumber, IcmpType, Icmp6Type };

  char at(std::uint32_t index) const { return index < source_.size() ? source_.bytes[index] : '\0'; }
  std::string_view text(std::uint32_t begin, std::uint32_t end) const {
    return source_.bytes.substr(begin, end - begin);
  }
  Token token(TokenKind kind, std::uint32_t end);
  Token faulty(TokenKind kind, std::uint32_t end);

  void skip_bom();
  void skip_blanks();
  std::optional<Token> scan();
  std::optional<Token> scan_mark(char mark);
  std::optional<Token> scan_unusual();

  Token scan_name();
  Token finish_name(std::uint32_t end);
  Token scan_non_ascii_name(std::uint32_t end);
  Token scan_number();
  Token scan_address(std::uint32_t from);
  std::uint32_t end_of_odd_prefix(std::uint32_t from) const;
  std::uint32_t end_of_blanks(std::uint32_t from) const;
  std::uint32_t end_of_date(std::uint32_t end) const;
  std::optional<Token> scan_dash();
  std::optional<Token> scan_colon();
  std::optional<Token> scan_slash();
  std::optional<Token> scan_equals();
  Token scan_star();
  Token scan_text(Quote quote, std::uint32_t opening);
  Token foreign_arrow(std::uint32_t end);

  std::nullopt_t drop_bracket(char bracket);
  std::nullopt_t drop_strays();
  bool goes_on_behind_strays(const Token& token) const;
  std::uint32_t end_of_strays(std::uint32_t from) const;
  template <class Kind, class... Args>
  std::nullopt_t drop(std::uint32_t end, std::string help, const Kind& kind, const Args&... args);

  Token settle(Token token);
  TokenKind kind_by_place(std::string_view word) const;
  void move_place(const Token& token);

  SourceText source_;
  std::uint32_t at_ = 0;
  std::uint32_t glued_at_ = UINT32_MAX;  // a word that begins here hangs on a character that was passed over
  std::uint32_t last_end_ = 0;           // of the last word
  bool first_on_line_ = true;
  Place place_ = Place::Plain;
  std::size_t unclosed_strings_ = 0;
  std::size_t open_brackets_ = 0;
};

}  // namespace sgc::frontend
