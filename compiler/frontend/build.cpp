#include "compiler/frontend/build.h"

#include "compiler/frontend/read_word.h"

namespace sgc::frontend {

Span span_of(const Piece& piece, const antlr4::ParserRuleContext& context) {
  return piece.source.span(word_of(context.start).begin, word_of(context.stop).end);
}

ast::Name build_name(const Piece& piece, const SgParser::NameContext& context) {
  return read_name(piece.source, word_of(context.start));
}

ast::Name build_word(const Piece& piece, const SgParser::WordContext& context) {
  return read_name(piece.source, word_of(context.start));
}

}  // namespace sgc::frontend
