// The words of a piece as ANTLR wants to see them: token objects that are made once and used again for each piece.
#pragma once

#include <antlr4-runtime.h>

#include <span>
#include <vector>

#include "compiler/frontend/token.h"

namespace sgc::frontend {

class PieceToken final : public antlr4::Token {
 public:
  void set(const frontend::Token& word, std::size_t index);

  const frontend::Token& word() const { return word_; }

  std::size_t getType() const override { return type_; }
  std::size_t getTokenIndex() const override { return index_; }

  // What is below serves ANTLR's own messages, which are never shown.
  std::string getText() const override { return {}; }
  std::string toString() const override { return {}; }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() const override { return 0; }
  std::size_t getChannel() const override { return DEFAULT_CHANNEL; }
  std::size_t getStartIndex() const override { return word_.begin; }
  std::size_t getStopIndex() const override { return word_.end; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }

 private:
  frontend::Token word_;
  std::size_t type_ = INVALID_TYPE;
  std::size_t index_ = 0;
};

class PieceTokens final : public antlr4::TokenStream {
 public:
  // Takes the words of the next piece; an end is put after them.
  void set(std::span<const frontend::Token> words);

  void consume() override { at_ += at_ < last_ ? 1 : 0; }
  std::size_t LA(ssize_t offset) override { return LT(offset)->getType(); }
  antlr4::Token* LT(ssize_t offset) override;
  antlr4::Token* get(std::size_t index) const override { return &tokens_[index]; }
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = std::min(index, last_); }
  std::size_t size() override { return last_ + 1; }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}

  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  mutable std::vector<PieceToken> tokens_;  // ANTLR's interface gives changeable tokens out of a constant stream
  std::size_t at_ = 0;
  std::size_t last_ = 0;  // of the end
};

}  // namespace sgc::frontend
