// The words of a file, some ahead: enough to tell `KEYWORD NAME {` before any of it is taken.
#pragma once

#include <array>

#include "compiler/frontend/scanner.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

class WordQueue {
 public:
  WordQueue(FileId file, std::string_view text, Sink& sink) : scanner_(file, text, sink) {
    for (Token& token : ahead_) token = scanner_.next();
  }

  // The word `distance` after the next one, at most kAhead - 1.
  const Token& peek(std::size_t distance = 0) const { return ahead_[(first_ + distance) % kAhead]; }
  bool at(TokenKind kind) const { return peek().kind == kind; }
  bool at_end() const { return at(TokenKind::End); }

  // The word taken last.
  const Token& last() const { return last_; }

  Token take() {
    last_ = ahead_[first_];
    ahead_[first_] = scanner_.next();
    first_ = (first_ + 1) % kAhead;
    return last_;
  }

  std::size_t unclosed_strings() const { return scanner_.unclosed_strings(); }

 private:
  static constexpr std::size_t kAhead = 4;

  Scanner scanner_;
  std::array<Token, kAhead> ahead_;
  std::size_t first_ = 0;
  Token last_;
};

}  // namespace sgc::frontend
