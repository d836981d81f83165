// Which statement stands in which block, and in what form its value is written: one table, which the outline reads to
// cut blocks and LANGUAGE.md shows to users.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

enum class Form : std::uint8_t {
  Flag,      // the keyword alone
  Text,      // "…"
  Word,      // one word
  Date,      // 2027-01-31
  Who,       // addresses, names, feeds, parted by commas
  Names,     // names, parted by commas
  Services,  // services, parted by commas
  Log,       // an optional "…"
  Listener,
  Tags,      // { key "…" … }
  Rules,     // { rule … }
};

struct StatementRow {
  ast::BlockKind block;
  TokenKind keyword;
  Form form;
  std::string_view example;
};

// The row of a keyword in a block; null where the block does not take it.
const StatementRow* find_statement(ast::BlockKind block, TokenKind keyword);

// The keywords that a block takes, in the order of the reference.
std::vector<std::string_view> statements_of(ast::BlockKind block);

// Whether some block takes it.
bool is_statement(TokenKind keyword);

// Whether a value of this form can begin with a word of this kind. A flag has none: whatever follows does.
bool may_begin_value(Form form, TokenKind kind);

std::string_view keyword_of(ast::BlockKind block);

}  // namespace sgc::frontend
