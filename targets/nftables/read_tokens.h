// The words of an nft file, one after the other, with the lines that they stand on.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sgc::nftables {

// What cannot be read, and where: thrown by all that reads, caught by verify() and nobody else.
class Unreadable : public std::runtime_error {
 public:
  Unreadable(std::size_t line, const std::string& what) : std::runtime_error(what), line(line) {}
  std::size_t line;
};

struct Token {
  enum class Kind : std::uint8_t {
    Word,     // anything between blanks and marks: a keyword, an address, a name
    String,   // "…", without the quotation marks
    Mark,     // one of { } , ;
    LineEnd,
    End,
  };

  Kind kind = Kind::End;
  std::string_view text;
  std::size_t line = 0;

  bool is(std::string_view wanted) const { return (kind == Kind::Word || kind == Kind::Mark) && text == wanted; }
};

// Skips blanks and remarks. After End it gives End again.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) { advance(); }

  const Token& peek() const { return next_; }
  Token take();
  bool take_if(std::string_view wanted);
  void expect(std::string_view wanted);
  void skip_line_ends();

 private:
  void advance();

  std::string_view rest_;
  std::size_t line_ = 1;
  Token next_;
};

}  // namespace sgc::nftables
