// Blocks of statements: points, networks, blacklists, prefix lists.
#include <fmt/ranges.h>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/near_words.h"
#include "compiler/frontend/outline.h"
#include "compiler/frontend/read_word.h"
#include "compiler/frontend/statements.h"
#include "compiler/support/suggest.h"

namespace sgc::frontend {
namespace {

constexpr std::string_view kTagsExample = "for example: tags { team \"web\" stage \"test\" }";

bool takes_name(Form form) {
  switch (form) {
    case Form::Word:
    case Form::Who:
    case Form::Names:
    case Form::Services:
    case Form::Listener: return true;
    case Form::Flag:
    case Form::Text:
    case Form::Date:
    case Form::Log:
    case Form::Tags:
    case Form::Rules: return false;
  }
  return false;
}

class BlockReader {
 public:
  BlockReader(Cutter& cutter, Header header, ast::BlockKind kind) : cutter_(cutter), header_(std::move(header)) {
    block_.kind = kind;
    block_.name = header_.name;
    block_.keyword = span(header_.keyword);
    block_.damaged = !header_.open;
    header_.body.holds = Body::Holds::Statements;
  }

  ast::Block read() {
    while (header_.open && !cutter_.body_ended(header_.body)) {
      if (const StatementRow* row = find_statement(block_.kind, cutter_.peek().kind)) {
        read_statement(*row);
      } else {
        block_.damaged = true;
        read_no_statement();
      }
    }
    block_.span = cutter_.span_from(header_.keyword);
    return std::move(block_);
  }

 private:
  void read_statement(const StatementRow& row) {
    ast::Statement statement;
    const Token keyword = cutter_.peek();
    statement.keyword = {text_of(row.keyword), span(keyword)};
    auto value = read_value(row);
    if (!value) {
      block_.damaged = true;
      return;
    }
    statement.value = std::move(*value);
    statement.span = cutter_.span_from(keyword);
    block_.statements.push_back(std::move(statement));
  }

  std::optional<ast::StatementValue> read_value(const StatementRow& row) {
    if (row.form == Form::Rules) return read_rule_block();
    if (row.form == Form::Tags) return read_tags();

    cutter_.take_into_piece();
    if (cutter_.at(TokenKind::LeftBrace)) {
      cutter_.take_stray_brace(header_.body, fmt::format("write {}", row.example));
    }
    while (!cutter_.piece_ends(&header_.body) && !starts_statement(row)) cutter_.take_into_piece();
    return read_piece(row, fmt::format("for example: {}", row.example));
  }

  std::optional<ast::StatementValue> read_piece(const StatementRow& row, const std::string& example) {
    using Value = std::optional<ast::StatementValue>;
    const auto read = [&](auto rule, auto value_of) -> Value {
      const auto* context = cutter_.read(rule, example);
      if (context == nullptr) return std::nullopt;
      return value_of(cutter_.piece(), *context);
    };

    switch (row.form) {
      case Form::Flag: return read(&SgParser::flagStatement, [](auto&&...) { return Value(ast::Flag{}); });
      case Form::Text: return read(&SgParser::textStatement, build_text);
      case Form::Word: return read(&SgParser::wordStatement, build_word_value);
      case Form::Date: return read(&SgParser::dateStatement, build_date);
      case Form::Who: return read(&SgParser::whoStatement, build_who_value);
      case Form::Names: return read(&SgParser::namesStatement, build_names);
      case Form::Services: return read(&SgParser::servicesStatement, build_services_value);
      case Form::Log: return read(&SgParser::logStatement, build_log);
      case Form::Listener: return read(&SgParser::listener, build_listener);
      case Form::Tags:
      case Form::Rules: break;
    }
    return std::nullopt;
  }

  // Whether the next word begins another statement than the one that is being taken.
  bool starts_statement(const StatementRow& current) const {
    const TokenKind next = cutter_.peek().kind;
    const bool keyword_alone = cutter_.words_of_piece().size() == 1;
    const bool wants_name = cutter_.wants_more() || (keyword_alone && takes_name(current.form));
    if (opens_braces() && !wants_name) return true;
    if (cutter_.line_starts_anew() && !keyword_alone && !is_unfinished_listener(current)) return true;

    const StatementRow* row = find_statement(block_.kind, next);
    if (row == nullptr) return false;
    if (takes_braces(*row) && cutter_.peek(1).is(TokenKind::LeftBrace)) return true;
    if (is_reserved(next)) return !(keyword_alone && current.form == Form::Word);
    return !wants_name;
  }

  // A listener may have its words on lines of their own, up to `from`.
  bool is_unfinished_listener(const StatementRow& current) const {
    constexpr std::size_t kWordsBeforeClients = 8;
    return current.form == Form::Listener && cutter_.words_of_piece().size() < kWordsBeforeClients;
  }

  static bool takes_braces(const StatementRow& row) { return row.form == Form::Rules || row.form == Form::Tags; }

  // Takes the keyword and the `{` of an inner block. Where that is missing, the body is taken to follow all the same.
  Body open_inner(Body::Holds holds, const StatementRow& row) {
    const Token keyword = cutter_.take();
    Body body{fmt::format("`{}`", text_of(keyword.kind)), keyword, holds};
    if (cutter_.at(TokenKind::LeftBrace)) {
      body.opening = cutter_.take();
    } else {
      cutter_.report_brace(diagnose(kind::MissingBrace, cutter_.source().span(keyword.end, keyword.end), body.what,
                                    describe_found(cutter_.source(), cutter_.peek()))
                               .with_help(fmt::format("for example: {}", row.example)));
    }
    return body;
  }

  ast::RuleBlock read_rule_block() {
    const Token keyword = cutter_.peek();
    Body body = open_inner(Body::Holds::List, *find_statement(block_.kind, keyword.kind));
    ast::RuleBlock rules;
    rules.keyword = span(keyword);
    const FarSide far_side = keyword.is(TokenKind::Outbound) ? FarSide::To : FarSide::From;
    read_rules(cutter_, body, block_.kind, far_side, rules);
    while (list_goes_on()) {
      report_early_brace(body);
      rules.damaged = true;
      read_rules(cutter_, body, block_.kind, far_side, rules);
    }
    rules.span = cutter_.span_from(keyword);
    return rules;
  }

  // Whether what follows the `}` of a list can only be more of the list: nothing else could stand here.
  bool list_goes_on() const {
    const Token& word = cutter_.peek();
    if (!cutter_.last().is(TokenKind::RightBrace)) return false;
    if (cutter_.at_end() || word.is(TokenKind::RightBrace) || word.is(TokenKind::LeftBrace)) return false;
    if (find_statement(block_.kind, word.kind) != nullptr || opens_braces()) return false;
    const bool statement = word.first_on_line && (is_statement(word.kind) || is_misspelt_statement(word));
    return !statement && !cutter_.starts_declaration(&header_.body);
  }

  // What is left of a rule that the `}` cut in two is passed over.
  void report_early_brace(const Body& body) {
    const Token& word = cutter_.peek();
    cutter_.report_brace(diagnose(kind::EarlyBrace, span(cutter_.last()), body.what, describe_found(cutter_.source(), word))
                             .with_note(span(word), "this belongs inside")
                             .with_help("take the `}` away, or move it behind the last rule"));
    cutter_.begin_piece();
    while (!begins_rule() && !cutter_.piece_ends(&header_.body) && !line_starts_statement()) cutter_.take_into_piece();
  }

  bool line_starts_statement() const {
    const Token& word = cutter_.peek();
    return word.first_on_line && (find_statement(block_.kind, word.kind) != nullptr || opens_braces());
  }

  bool begins_rule() const { return is_action(cutter_.peek().kind) || cutter_.at(TokenKind::Default); }

  std::vector<ast::Tag> read_tags() {
    Body body = open_inner(Body::Holds::Pairs, *find_statement(block_.kind, TokenKind::Tags));
    std::vector<ast::Tag> tags;
    while (!cutter_.body_ended(body)) {
      do {
        cutter_.take_into_piece();
      } while (!cutter_.piece_ends(&body));
      const auto* context = cutter_.read(&SgParser::tagItems, kTagsExample);
      if (context == nullptr) continue;
      for (ast::Tag& tag : build_tags(cutter_.piece(), *context)) tags.push_back(std::move(tag));
    }
    return tags;
  }

  // ---- what is no statement of this block ----

  // A word with a `{` behind it is never the end of a statement.
  bool opens_braces() const { return may_be_name(cutter_.peek().kind) && cutter_.peek(1).is(TokenKind::LeftBrace); }

  // in { … }, egress { … }
  bool is_foreign_list() const {
    return opens_braces() && foreign_direction(text(cutter_.peek())).has_value();
  }

  void read_no_statement() {
    const Token word = cutter_.peek();
    if (is_action(word.kind) || (word.is(TokenKind::Default) && is_action(cutter_.peek(1).kind))) return pass_over_rules();
    if (is_foreign_list() && read_foreign_list()) return;
    if (may_be_name(word.kind) && !word.faulty && read_misspelt()) return;

    report_unknown();
    cutter_.take_into_piece();
    while (!cutter_.piece_ends(&header_.body) && !next_may_be_statement()) cutter_.take_into_piece();
    cutter_.pass_over_piece();
    if (cutter_.at(TokenKind::LeftBrace) && is_word(word.kind)) cutter_.skip_braces();
  }

  bool next_may_be_statement() const {
    const Token& word = cutter_.peek();
    if (find_statement(block_.kind, word.kind) != nullptr || is_foreign_list()) return true;
    return word.first_on_line && nearly_begins_piece(text(word));
  }

  bool read_foreign_list() {
    const Token word = cutter_.peek();
    const TokenKind meant = *foreign_direction(text(word));
    if (find_statement(block_.kind, meant) == nullptr) return false;
    cutter_.report(diagnose(kind::ForeignDirection, span(word), text(word))
                       .with_help(fmt::format("write `{} {{ … }}`", text_of(meant))));
    cutter_.replace_next(meant);
    return true;
  }

  bool is_misspelt_statement(const Token& word) const {
    return is_word(word.kind) && suggest(text(word), statements_of(block_.kind)).has_value();
  }

  bool read_misspelt() {
    const Token word = cutter_.peek();
    const auto near = suggest(text(word), statements_of(block_.kind));
    if (!near || is_statement(word.kind)) return false;
    cutter_.report(diagnose(kind::UnknownStatement, span(word), text(word), what())
                       .with_help(fmt::format("did you mean `{}`?", *near)));
    cutter_.replace_next(*keyword_kind(*near));
    return true;
  }

  void report_unknown() {
    const Token& word = cutter_.peek();
    const std::string known = fmt::format("{} takes {}", what(), fmt::join(statements_of(block_.kind), ", "));
    if (!is_word(word.kind)) return report_unexpected(cutter_, "a statement", known);
    if (!word.faulty) cutter_.report(diagnose(kind::UnknownStatement, span(word), text(word), what()).with_help(known));
  }

  // Rules between the statements are one error.
  void pass_over_rules() {
    cutter_.report_brace(diagnose(kind::RuleOutsideList, span(cutter_.peek()))
                       .with_help("put it into the list that it is about: what comes in, or what goes out"));
    do {
      cutter_.take_into_piece();
    } while (!cutter_.piece_ends(&header_.body) && !line_starts_statement());
    cutter_.pass_over_piece();
  }

  std::string what() const {
    const std::string_view keyword = keyword_of(block_.kind);
    const bool vowel = keyword.front() == 'a' || keyword.front() == 'i';
    return fmt::format("{} {}", vowel ? "an" : "a", keyword);
  }
  Span span(const Token& token) const { return span_of(cutter_.source(), token); }
  std::string_view text(const Token& token) const { return text_of(cutter_.source(), token); }

  static std::optional<ast::StatementValue> build_word_value(const Piece& piece,
                                                             const SgParser::WordStatementContext& context) {
    const auto word = build_word(piece, *context.value);
    if (!word) return std::nullopt;
    return *word;
  }
  static std::optional<ast::StatementValue> build_who_value(const Piece& piece,
                                                            const SgParser::WhoStatementContext& context) {
    return build_who(piece, *context.value);
  }
  static std::optional<ast::StatementValue> build_services_value(const Piece& piece,
                                                                 const SgParser::ServicesStatementContext& context) {
    return build_services(piece, context.value->items);
  }

  Cutter& cutter_;
  Header header_;
  ast::Block block_;
};

}  // namespace

ast::Block read_block(Cutter& cutter, Header header, ast::BlockKind kind) {
  return BlockReader(cutter, std::move(header), kind).read();
}

}  // namespace sgc::frontend
