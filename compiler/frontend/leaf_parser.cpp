#include "compiler/frontend/leaf_parser.h"

#include "compiler/frontend/piece_tokens.h"

namespace sgc::frontend {

// The kinds of words are ANTLR's, in its order.
static_assert(static_cast<std::size_t>(TokenKind::Name) == SgParser::NAME);
static_assert(static_cast<std::size_t>(TokenKind::FlagWide) == SgParser::FLAG_WIDE);
static_assert(static_cast<std::size_t>(TokenKind::Arrow) == SgParser::ARROW);
static_assert(static_cast<std::size_t>(TokenKind::Any) == SgParser::ANY);
static_assert(static_cast<std::size_t>(TokenKind::Proto) == SgParser::PROTO);
static_assert(static_cast<std::size_t>(TokenKind::Assert) == SgParser::ASSERT);
static_assert(static_cast<std::size_t>(TokenKind::Established) == SgParser::ESTABLISHED);
static_assert(static_cast<std::size_t>(TokenKind::Quota) == SgParser::QUOTA);
static_assert(kTokenKinds == SgParser::QUOTA + 1);

void PieceToken::set(const frontend::Token& word, std::size_t index) {
  word_ = word;
  index_ = index;
  type_ = word.is(TokenKind::End) ? Token::EOF : static_cast<std::size_t>(word.kind);
}

void PieceTokens::set(std::span<const frontend::Token> words) {
  if (tokens_.size() <= words.size()) tokens_.resize(words.size() + 1);
  for (std::size_t i = 0; i < words.size(); ++i) tokens_[i].set(words[i], i);

  const std::uint32_t end = words.empty() ? 0 : words.back().end;
  tokens_[words.size()].set({TokenKind::End, false, false, end, end}, words.size());
  last_ = words.size();
  at_ = 0;
}

antlr4::Token* PieceTokens::LT(ssize_t offset) {
  const auto wanted = static_cast<ssize_t>(at_) + (offset > 0 ? offset - 1 : offset);
  if (wanted < 0) return nullptr;
  return get(std::min(static_cast<std::size_t>(wanted), last_));
}

// Gives up at the first word that cannot be read, and remembers the first decision that looked at it: from that state
// of ANTLR's network follows what could have stood there, outer rules included.
class FirstFault final : public antlr4::DefaultErrorStrategy {
 public:
  void reset(antlr4::Parser*) override {
    seen_ = SIZE_MAX;
    fault_ = SIZE_MAX;
  }

  void sync(antlr4::Parser* parser) override { look(parser, parser->getTokenStream()->index()); }

  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override {
    note(parser, error.getOffendingToken()->getTokenIndex());
  }

  void recover(antlr4::Parser*, std::exception_ptr) override { throw antlr4::ParseCancellationException(); }

  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    note(parser, parser->getTokenStream()->index());
    throw antlr4::ParseCancellationException();
  }

  // The index of the word that could not be read; SIZE_MAX where every one could.
  std::size_t fault() const { return fault_; }

  // What could stand at `index`, where the parser looked at it.
  TokenSet expected_at(const antlr4::Parser& parser, std::size_t index) const {
    TokenSet kinds;
    if (seen_ != index) {
      kinds.set(static_cast<std::size_t>(TokenKind::End));
      return kinds;
    }
    const antlr4::misc::IntervalSet types = parser.getATN().getExpectedTokens(state_, context_);
    for (const antlr4::misc::Interval& interval : types.getIntervals()) {
      for (ssize_t type = interval.a; type <= interval.b; ++type) {
        kinds.set(type == static_cast<ssize_t>(antlr4::Token::EOF) ? 0 : static_cast<std::size_t>(type));
      }
    }
    return kinds;
  }

 private:
  void look(antlr4::Parser* parser, std::size_t index) {
    if (seen_ == index) return;
    seen_ = index;
    state_ = parser->getState();
    context_ = parser->getContext();
  }

  void note(antlr4::Parser* parser, std::size_t index) {
    look(parser, index);
    fault_ = index;
  }

  std::size_t seen_ = SIZE_MAX;
  std::size_t fault_ = SIZE_MAX;
  std::size_t state_ = 0;
  antlr4::ParserRuleContext* context_ = nullptr;
};

LeafParser::LeafParser()
    : tokens_(std::make_unique<PieceTokens>()),
      parser_(std::make_unique<SgParser>(tokens_.get())),
      strategy_(std::make_shared<FirstFault>()) {
  parser_->removeErrorListeners();
  parser_->setErrorHandler(strategy_);
  parser_->setBuildParseTree(false);
  parser_->getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(antlr4::atn::PredictionMode::SLL);
}

LeafParser::~LeafParser() = default;

void LeafParser::begin(std::span<const Token> tokens) {
  tokens_->set(tokens);
  parser_->reset();
  complete_ = true;
}

void LeafParser::end() {
  const std::size_t reached = tokens_->index();
  const bool everything = complete_ && reached + 1 == tokens_->size();
  if (everything) return;

  complete_ = false;
  stop_.index = strategy_->fault() == SIZE_MAX ? reached : strategy_->fault();
  stop_.expected = strategy_->expected_at(*parser_, stop_.index);
}

const Token& word_of(const antlr4::Token* token) { return static_cast<const PieceToken*>(token)->word(); }

std::size_t index_of(const antlr4::Token* token) { return token->getTokenIndex(); }

}  // namespace sgc::frontend
