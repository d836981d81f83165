#include "compiler/diag/catalog.h"
#include "compiler/frontend/build.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

ast::Name build_protocol(const Piece& piece, const SgParser::ListenerProtocolContext& context) {
  return read_name(piece.source, word_of(context.start));
}

std::optional<ast::Listener::Health> build_health(const Piece& piece, const SgParser::ListenerContext& context) {
  const auto port = read_single_port(piece.source, word_of(context.healthPort));
  if (!port) return std::nullopt;
  ast::Listener::Health health;
  health.protocol = build_protocol(piece, *context.healthProtocol);
  health.port = *port;
  health.span = join(health.protocol.span, span_of(piece.source, word_of(context.healthPort)));
  return health;
}

// The key of a tag in quotes keeps the view of what stands between them, which therefore holds no escape.
std::optional<ast::Name> build_key(const Piece& piece, const SgParser::TagContext& context) {
  if (context.key != nullptr) return build_name(piece, *context.key);
  const Token& quoted = word_of(context.quoted);
  if (quoted.faulty) return std::nullopt;

  const Span span = span_of(piece.source, quoted);
  const std::string_view text = text_of(piece.source, quoted);
  const std::string_view inside = text.substr(1, text.size() - 2);
  if (inside.find('\\') == std::string_view::npos) return ast::Name{inside, span};
  piece.source.sink.report(diagnose(kind::UnknownEscape, span, std::string("…"))
                               .with_help("the key of a tag is plain text without a backslash"));
  return std::nullopt;
}

}  // namespace

std::optional<ast::StatementValue> build_text(const Piece& piece, const SgParser::TextStatementContext& context) {
  return read_string(piece.source, word_of(context.text));
}

std::optional<ast::StatementValue> build_date(const Piece& piece, const SgParser::DateStatementContext& context) {
  const auto day = read_date(piece.source, word_of(context.day));
  if (!day) return std::nullopt;
  return *day;
}

std::optional<ast::StatementValue> build_names(const Piece& piece, const SgParser::NamesStatementContext& context) {
  std::vector<ast::Name> names;
  for (const SgParser::NameContext* item : context.items) {
    const auto name = build_name(piece, *item);
    if (!name) return std::nullopt;
    names.push_back(*name);
  }
  return names;
}

std::optional<ast::StatementValue> build_log(const Piece& piece, const SgParser::LogStatementContext& context) {
  ast::Log log;
  if (context.text != nullptr) log.prefix = read_string(piece.source, word_of(context.text));
  log.span = span_of(piece, context);
  return log;
}

std::optional<ast::StatementValue> build_listener(const Piece& piece, const SgParser::ListenerContext& context) {
  ast::Listener listener;
  listener.name = read_name(piece.source, word_of(context.label->start));
  listener.protocol = build_protocol(piece, *context.protocol);
  listener.port_span = span_of(piece.source, word_of(context.portNumber));
  listener.backend_port_span = span_of(piece.source, word_of(context.backendPort));
  listener.from = build_side(piece, *context.from);

  const auto backend = build_name(piece, *context.backend);
  const auto port = read_single_port(piece.source, word_of(context.portNumber));
  const auto backend_port = read_single_port(piece.source, word_of(context.backendPort));
  if (context.healthProtocol != nullptr) listener.health = build_health(piece, context);
  const bool health_lost = context.healthProtocol != nullptr && !listener.health;
  for (const SgParser::IgnoreContext* ignored : context.ignores) add_ignore(piece, listener.ignores, *ignored);
  if (!backend || !port || !backend_port || health_lost) return std::nullopt;

  listener.backend = *backend;
  listener.port = *port;
  listener.backend_port = *backend_port;
  return listener;
}

std::vector<ast::Tag> build_tags(const Piece& piece, const SgParser::TagItemsContext& context) {
  std::vector<ast::Tag> tags;
  for (const SgParser::TagContext* item : context.items) {
    const auto key = build_key(piece, *item);
    if (key) tags.push_back({*key, read_string(piece.source, word_of(item->text))});
  }
  return tags;
}

}  // namespace sgc::frontend
