// From ANTLR's contexts to the AST, by topic. A context is complete: the piece that it stands for was read to its end.
// What is wrong with a value is reported here, and leaves its mark in the AST.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/frontend/leaf_parser.h"
#include "compiler/frontend/quoted_text.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

// What a builder reads from and reports to, and the words of the piece that it builds from.
struct Piece {
  SourceText& source;
  std::span<const Token> words;
};

// The text that a context covers.
Span span_of(const Piece& piece, const antlr4::ParserRuleContext& context);

// Nothing where the scanner complained of the word: whoever looks up the name would only complain again.
std::optional<ast::Name> build_name(const Piece& piece, const SgParser::NameContext& context);

// A word out of a fixed list, or nothing likewise: which ones there are is not asked here.
std::optional<ast::Name> build_word(const Piece& piece, const SgParser::WordContext& context);

// build_who.cpp
std::vector<ast::WhoElement> build_elements(const Piece& piece, const std::vector<SgParser::ElementContext*>& items);
ast::Who build_who(const Piece& piece, const SgParser::WhoContext& context);
ast::Who build_side(const Piece& piece, const SgParser::SideContext& context);

// build_services.cpp
std::vector<ast::ServiceItem> build_services(const Piece& piece, const std::vector<SgParser::ServiceItemContext*>& items);

// build_rules.cpp
enum class FarSide : std::uint8_t { From, To };  // of an inbound and an outbound list
ast::Rule build_rule(const Piece& piece, const SgParser::RuleEntryContext& context, FarSide far_side);
ast::Default build_default(const Piece& piece, const SgParser::DefaultEntryContext& context);
void add_ignore(const Piece& piece, std::vector<ast::Ignore>& ignores, const SgParser::IgnoreContext& context);
ast::Action action_of(const Token& token);

// build_statements.cpp: nothing where the value could not be read.
std::optional<ast::StatementValue> build_text(const Piece& piece, const SgParser::TextStatementContext& context);
std::optional<ast::StatementValue> build_date(const Piece& piece, const SgParser::DateStatementContext& context);
std::optional<ast::StatementValue> build_names(const Piece& piece, const SgParser::NamesStatementContext& context);
std::optional<ast::StatementValue> build_log(const Piece& piece, const SgParser::LogStatementContext& context);
std::optional<ast::StatementValue> build_listener(const Piece& piece, const SgParser::ListenerContext& context);
std::vector<ast::Tag> build_tags(const Piece& piece, const SgParser::TagItemsContext& context);

// build_targets.cpp
std::vector<ast::Binding> build_bindings(const Piece& piece, const SgParser::BindContext& context);
std::optional<ast::TargetOption> build_quota(const Piece& piece, const SgParser::QuotaContext& context);
std::optional<ast::TargetOption> build_option(const Piece& piece, const SgParser::TargetOptionContext& context);

}  // namespace sgc::frontend
