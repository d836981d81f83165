// The words of an nft file, one after the other, with the lines that they stand on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "targets/host/unreadable.h"

namespace sgc::nftables {

using host::Unreadable;

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
