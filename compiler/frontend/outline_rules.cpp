// The lists of rules within blocks.
#include "compiler/diag/catalog.h"
#include "compiler/frontend/outline.h"
#include "compiler/frontend/read_word.h"
#include "compiler/frontend/statements.h"

namespace sgc::frontend {
namespace {

bool is_action(TokenKind kind) {
  return kind == TokenKind::Allow || kind == TokenKind::Deny || kind == TokenKind::Reject;
}

// Whether the next word begins another rule than the one that is being taken.
bool starts_rule(const Cutter& cutter) {
  const auto& words = cutter.words_of_piece();
  const bool default_alone = words.size() == 1 && words.front().is(TokenKind::Default);
  if (is_action(cutter.peek().kind)) return !default_alone;
  return cutter.at(TokenKind::Default) && !cutter.wants_more();
}

void read_rule(Cutter& cutter, const Body& body, ast::RuleBlock& block, FarSide far_side) {
  do {
    cutter.take_into_piece();
  } while (!cutter.piece_ends(&body) && !starts_rule(cutter));

  if (cutter.words_of_piece().front().is(TokenKind::Default)) {
    const auto* context = cutter.read(&SgParser::defaultEntry);
    if (context != nullptr) block.defaults.push_back(build_default(cutter.piece(), *context));
    block.damaged = block.damaged || context == nullptr;
  } else {
    const auto* context = cutter.read(&SgParser::ruleEntry);
    if (context != nullptr) block.rules.push_back(build_rule(cutter.piece(), *context, far_side));
    block.damaged = block.damaged || context == nullptr;
  }
}

}  // namespace

ast::RuleBlock read_rule_block(Cutter& cutter, ast::BlockKind) {
  const Token keyword = cutter.last();
  const FarSide far_side = keyword.is(TokenKind::Outbound) ? FarSide::To : FarSide::From;
  ast::RuleBlock block;
  block.keyword = span_of(cutter.source(), keyword);

  Body body;
  body.what = fmt::format("`{}`", text_of(cutter.source(), keyword));
  body.opening = cutter.take();
  while (!cutter.body_ended(body)) read_rule(cutter, body, block, far_side);
  block.span = cutter.span_from(keyword);
  return block;
}

}  // namespace sgc::frontend
