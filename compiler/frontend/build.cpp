#include "compiler/frontend/build.h"

#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

std::optional<ast::Name> name_of(const SourceText& source, const Token& token) {
  if (token.faulty) return std::nullopt;
  return read_name(source, token);
}

}  // namespace

Span span_of(const Piece& piece, const antlr4::ParserRuleContext& context) {
  return piece.source.span(word_of(context.start).begin, word_of(context.stop).end);
}

std::optional<ast::Name> build_name(const Piece& piece, const SgParser::NameContext& context) {
  return name_of(piece.source, word_of(context.start));
}

std::optional<ast::Name> build_word(const Piece& piece, const SgParser::WordContext& context) {
  return name_of(piece.source, word_of(context.start));
}

}  // namespace sgc::frontend
