// The words of a file, some ahead: enough to tell `KEYWORD NAME {` before any of it is taken.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "compiler/frontend/scanner.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

class WordQueue {
 public:
  WordQueue(FileId file, std::string_view text, Sink& sink) : scanner_(file, text, sink) {
    for (Token& token : ahead_) token = scanner_.next();
  }

  // The word `distance` after the next one, at most kAhead - 1.
  const Token& peek(std::size_t distance = 0) const {
    if (distance < returned_.size()) return returned_[returned_.size() - 1 - distance];
    return ahead_[(first_ + distance - returned_.size()) % kAhead];
  }
  bool at(TokenKind kind) const { return peek().kind == kind; }
  bool at_end() const { return at(TokenKind::End); }

  // The word taken last.
  const Token& last() const { return last_; }

  Token take() {
    if (!returned_.empty()) {
      last_ = returned_.back();
      returned_.pop_back();
      return last_;
    }
    last_ = ahead_[first_];
    ahead_[first_] = scanner_.next();
    first_ = (first_ + 1) % kAhead;
    return last_;
  }

  // Gives words back that were taken last: they are taken again before any other. `last` is the one before them.
  void give_back(std::span<const Token> words, const Token& last) {
    returned_.insert(returned_.end(), words.rbegin(), words.rend());
    last_ = last;
  }

  std::size_t unclosed_strings() const { return scanner_.unclosed_strings(); }

 private:
  static constexpr std::size_t kAhead = 4;

  Scanner scanner_;
  std::array<Token, kAhead> ahead_;
  std::size_t first_ = 0;
  Token last_;
  std::vector<Token> returned_;  // the next one at the back
};

}  // namespace sgc::frontend
