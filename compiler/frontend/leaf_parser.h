// The door to ANTLR: parses one piece of a file (a rule, a statement, a stretch of a group) by one rule of the grammar.
// One parser and its token objects serve all pieces of a file, so that memory stays that of the largest piece.
#pragma once

#include <SgParser.h>

#include <memory>
#include <span>
#include <vector>

#include "compiler/frontend/token.h"

namespace sgc::frontend {

// Where a piece could not be read any further, and what could have stood there. TokenKind::End in `expected` means
// that the piece was complete up to there.
struct Stop {
  std::size_t index = 0;  // into the piece; its size is the end of the piece
  TokenSet expected;
};

class PieceTokens;
class FirstFault;

class LeafParser {
 public:
  LeafParser();
  ~LeafParser();
  LeafParser(const LeafParser&) = delete;
  LeafParser& operator=(const LeafParser&) = delete;

  // Parses all of `tokens` as a grammar rule, such as &SgParser::ruleEntry. Null where that cannot be: then stop() says
  // where. The result lives until the next call.
  template <class Context>
  const Context* parse(std::span<const Token> tokens, Context* (SgParser::*rule)()) {
    const Context* result = nullptr;
    run(tokens, [&] { result = ((*parser_).*rule)(); });
    return complete_ ? result : nullptr;
  }

  const Stop& stop() const { return stop_; }

 private:
  template <class Rule>
  void run(std::span<const Token> tokens, Rule rule);
  void begin(std::span<const Token> tokens);
  void end();

  std::unique_ptr<PieceTokens> tokens_;
  std::unique_ptr<SgParser> parser_;
  std::shared_ptr<FirstFault> strategy_;
  Stop stop_;
  bool complete_ = false;
};

template <class Rule>
void LeafParser::run(std::span<const Token> tokens, Rule rule) {
  begin(tokens);
  try {
    rule();
    end();
  } catch (const antlr4::ParseCancellationException&) {
    complete_ = false;  // FirstFault knows where
    end();
  }
}

// The word that an ANTLR token stands for.
const Token& word_of(const antlr4::Token* token);

// Its place in the piece.
std::size_t index_of(const antlr4::Token* token);

}  // namespace sgc::frontend
