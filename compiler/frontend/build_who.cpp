#include "compiler/diag/catalog.h"
#include "compiler/frontend/build.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

void report_twice(const Piece& piece, const Token& flag) {
  piece.source.sink.report(diagnose(kind::RepeatedOption, span_of(piece.source, flag), text_of(flag.kind))
                               .with_help("keep one of them"));
}

void set_entries(const Piece& piece, std::optional<std::uint64_t>& entries, const SgParser::FeedFlagContext& context) {
  if (entries) return report_twice(piece, word_of(context.flag));
  entries = read_number(piece.source, word_of(context.entries));
}

void set_flag(const Piece& piece, bool& flag, const SgParser::FeedFlagContext& context) {
  if (flag) report_twice(piece, word_of(context.flag));
  flag = true;
}

ast::FeedRef build_feed(const Piece& piece, const SgParser::ElementContext& context) {
  ast::FeedRef feed;
  feed.path = read_string(piece.source, word_of(context.path));
  for (const SgParser::FeedFlagContext* flag : context.flags) {
    const TokenKind kind = word_of(flag->flag).kind;
    if (kind == TokenKind::FlagMin) set_entries(piece, feed.min, *flag);
    if (kind == TokenKind::FlagMax) set_entries(piece, feed.max, *flag);
    if (kind == TokenKind::FlagOptional) set_flag(piece, feed.optional, *flag);
    if (kind == TokenKind::FlagWide) set_flag(piece, feed.wide, *flag);
  }
  if (feed.min && feed.max && *feed.min > *feed.max) {
    piece.source.sink.report(diagnose(kind::BoundsReversed, span_of(piece, context), *feed.min, *feed.max)
                                 .with_help("`min` is the fewest entries that are believed, `max` the most"));
  }
  return feed;
}

ast::AnyAddress any_of(TokenKind kind) { return {kind != TokenKind::Any6, kind != TokenKind::Any4}; }

ast::WhoElement build_named_element(const Piece& piece, const SgParser::NameContext& context, Span span) {
  const auto name = build_name(piece, context);
  if (name) return {*name, span};
  return {ast::Unreadable{}, span};
}

ast::WhoElement build_element(const Piece& piece, const SgParser::ElementContext& context) {
  const Span span = span_of(piece, context);
  if (context.named != nullptr) return build_named_element(piece, *context.named, span);
  if (context.any != nullptr) return {any_of(word_of(context.any).kind), span};
  if (context.self != nullptr) return {ast::SelfRef{}, span};
  if (context.path != nullptr) return {ast::Boxed<ast::FeedRef>(build_feed(piece, context)), span};

  const auto range = read_address(piece.source, word_of(context.address));
  if (range) return {*range, span};
  return {ast::Unreadable{}, span};
}

}  // namespace

std::vector<ast::WhoElement> build_elements(const Piece& piece, const std::vector<SgParser::ElementContext*>& items) {
  std::vector<ast::WhoElement> elements;
  elements.reserve(items.size());
  for (const SgParser::ElementContext* item : items) elements.push_back(build_element(piece, *item));
  return elements;
}

ast::Who build_who(const Piece& piece, const SgParser::WhoContext& context) {
  return {build_elements(piece, context.items), {}, span_of(piece, context)};
}

ast::Who build_side(const Piece& piece, const SgParser::SideContext& context) {
  return {build_elements(piece, context.items), build_elements(piece, context.excepted), span_of(piece, context)};
}

}  // namespace sgc::frontend
