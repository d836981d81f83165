// The statements of one block by keyword. Lists add up when they are written twice; anything else twice is an error,
// reported here once for all blocks.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/sema/context.h"

namespace sgc::sema {

class Statements {
 public:
  // Reports what stands twice and does not add up.
  Statements(const ast::Block& block, Context& context);

  // The statement of this keyword, or null: the first where a second was reported.
  const ast::Statement* find(std::string_view keyword) const;

  // Its value, where it has one of this form; else null.
  template <class Value>
  const Value* value(std::string_view keyword) const {
    const ast::Statement* statement = find(keyword);
    return statement == nullptr ? nullptr : std::get_if<Value>(&statement->value);
  }

  // All statements of a keyword that adds up, in order.
  std::vector<const ast::Statement*> all(std::string_view keyword) const;

  // Elements of every `keyword` list as one who; its span is the first statement's. Null where none is written.
  std::optional<ast::Who> joined_who(std::string_view keyword) const;

  // Names of every `keyword` list, in order.
  std::vector<ast::Name> joined_names(std::string_view keyword) const;

  const ast::Block& block() const { return block_; }

 private:
  const ast::Block& block_;
};

// The blocks of all points, by PointId.
using PointStatements = std::vector<Statements>;

// The text of one of a statement's words, which must be one of `allowed`: reports another with the nearest. Empty where
// the statement is missing or wrong.
std::string_view word_of(const Statements& statements, std::string_view keyword,
                         std::span<const std::string_view> allowed, Context& context);

}  // namespace sgc::sema
