// Blocks of statements: points, networks, blacklists, prefix lists.
#include "compiler/diag/catalog.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/outline.h"
#include "compiler/frontend/read_word.h"
#include "compiler/frontend/statements.h"

namespace sgc::frontend {
namespace {

class BlockReader {
 public:
  BlockReader(Cutter& cutter, ast::BlockKind kind) : cutter_(cutter), kind_(kind) {}

  ast::Block read(Header header) {
    ast::Block block;
    block.kind = kind_;
    block.name = header.name;
    block.keyword = span_of(cutter_.source(), header.keyword);
    header.body.holds = Body::Holds::Statements;

    while (!cutter_.body_ended(header.body)) read_statement(header.body, block);
    block.span = cutter_.span_from(header.keyword);
    return block;
  }

 private:
  void read_statement(const Body& body, ast::Block& block) {
    const StatementRow* row = find_statement(kind_, cutter_.peek().kind);
    if (row == nullptr) {
      read_unknown(body);
      block.damaged = true;
      return;
    }

    ast::Statement statement;
    statement.keyword = read_name(cutter_.source(), cutter_.peek());
    auto value = read_value(body, *row);
    if (!value) {
      block.damaged = true;
      return;
    }
    statement.value = std::move(*value);
    statement.span = join(statement.keyword.span, span_of(cutter_.source(), cutter_.last()));
    block.statements.push_back(std::move(statement));
  }

  std::optional<ast::StatementValue> read_value(const Body& body, const StatementRow& row) {
    const bool braces = cutter_.peek(1).is(TokenKind::LeftBrace);
    if (row.form == Form::Rules && braces) {
      cutter_.take();
      return read_rule_block(cutter_, kind_);
    }
    if (row.form == Form::Tags && braces) return read_tags();

    do {
      cutter_.take_into_piece();
    } while (!cutter_.piece_ends(&body) && !starts_statement(row));
    return read_piece(row);
  }

  std::optional<ast::StatementValue> read_piece(const StatementRow& row) {
    switch (row.form) {
      case Form::Flag: return cutter_.read(&SgParser::flagStatement) ? std::optional(ast::Flag{}) : std::nullopt;
      case Form::Text: return build(&SgParser::textStatement, build_text);
      case Form::Date: return build(&SgParser::dateStatement, build_date);
      case Form::Names: return build(&SgParser::namesStatement, build_names);
      case Form::Log: return build(&SgParser::logStatement, build_log);
      case Form::Listener: return build(&SgParser::listener, build_listener);
      case Form::Word: return build(&SgParser::wordStatement, build_word_value);
      case Form::Who: return build(&SgParser::whoStatement, build_who_value);
      case Form::Services: return build(&SgParser::servicesStatement, build_services_value);
      case Form::Rules:
      case Form::Tags: break;
    }
    report_missing_brace();
    return std::nullopt;
  }

  template <class Context, class Build>
  std::optional<ast::StatementValue> build(Context* (SgParser::*rule)(), Build value_of) {
    const Context* context = cutter_.read(rule);
    if (context == nullptr) return std::nullopt;
    return value_of(cutter_.piece(), *context);
  }

  static std::optional<ast::StatementValue> build_word_value(const Piece& piece,
                                                             const SgParser::WordStatementContext& context) {
    return build_word(piece, *context.value);
  }
  static std::optional<ast::StatementValue> build_who_value(const Piece& piece,
                                                            const SgParser::WhoStatementContext& context) {
    return build_who(piece, *context.value);
  }
  static std::optional<ast::StatementValue> build_services_value(const Piece& piece,
                                                                 const SgParser::ServicesStatementContext& context) {
    return build_services(piece, context.value->items);
  }

  std::optional<ast::StatementValue> read_tags() {
    cutter_.take();
    Body body{"`tags`", cutter_.take(), Body::Holds::Pairs};
    std::vector<ast::Tag> tags;
    while (!cutter_.body_ended(body)) {
      do {
        cutter_.take_into_piece();
      } while (!cutter_.piece_ends(&body));
      const auto* context = cutter_.read(&SgParser::tagItems);
      if (context == nullptr) continue;
      for (ast::Tag& tag : build_tags(cutter_.piece(), *context)) tags.push_back(std::move(tag));
    }
    return tags;
  }

  // Whether the next word begins another statement than the one that is being taken.
  bool starts_statement(const StatementRow& current) const {
    const TokenKind next = cutter_.peek().kind;
    const StatementRow* row = find_statement(kind_, next);
    if (row == nullptr) return false;
    if ((row->form == Form::Rules || row->form == Form::Tags) && cutter_.peek(1).is(TokenKind::LeftBrace)) return true;

    const bool keyword_alone = cutter_.words_of_piece().size() == 1;
    if (is_reserved(next)) return !(keyword_alone && current.form == Form::Word);
    return !cutter_.wants_more() && !(keyword_alone && takes_name(current.form));
  }

  static bool takes_name(Form form) {
    return form == Form::Word || form == Form::Who || form == Form::Names || form == Form::Services ||
           form == Form::Listener;
  }

  void read_unknown(const Body& body) {
    const Token word = cutter_.peek();
    cutter_.report(diagnose(kind::UnknownStatement, span_of(cutter_.source(), word), text_of(cutter_.source(), word),
                            fmt::format("a {}", keyword_of(kind_))));
    do {
      cutter_.take_into_piece();
    } while (!cutter_.piece_ends(&body) && find_statement(kind_, cutter_.peek().kind) == nullptr);
  }

  void report_missing_brace() {
    const Token keyword = cutter_.words_of_piece().front();
    cutter_.report_brace(diagnose(kind::MissingBrace, span_of(cutter_.source(), keyword),
                                  fmt::format("`{}`", text_of(keyword.kind)),
                                  describe_found(cutter_.source(), cutter_.peek())));
  }

  Cutter& cutter_;
  ast::BlockKind kind_;
};

}  // namespace

ast::Block read_block(Cutter& cutter, Header header, ast::BlockKind kind) {
  return BlockReader(cutter, kind).read(std::move(header));
}

}  // namespace sgc::frontend
