#include "compiler/sema/statements.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "compiler/support/suggest.h"

namespace sgc::sema {
namespace {

constexpr std::array<std::string_view, 10> kAddUp{"members", "vip",  "addresses", "subnets", "cidr",
                                                  "deny",    "except", "on",      "groups",  "services"};

bool adds_up(std::string_view keyword) {
  return keyword == "listener" || std::find(kAddUp.begin(), kAddUp.end(), keyword) != kAddUp.end();
}

}  // namespace

Statements::Statements(const ast::Block& block, Context& context) : block_(block) {
  for (const ast::Statement& statement : block.statements) {
    const ast::Statement* first = find(statement.keyword.text);
    if (first == &statement || adds_up(statement.keyword.text)) continue;
    context.sink.report(diagnose(kind::StatementTwice, statement.keyword.span, statement.keyword.text)
                            .with_note(first->keyword.span, "it is written here first")
                            .with_help("keep one of them"));
  }
}

const ast::Statement* Statements::find(std::string_view keyword) const {
  const auto found = std::find_if(block_.statements.begin(), block_.statements.end(),
                                  [&](const ast::Statement& s) { return s.keyword.text == keyword; });
  return found == block_.statements.end() ? nullptr : &*found;
}

std::vector<const ast::Statement*> Statements::all(std::string_view keyword) const {
  std::vector<const ast::Statement*> found;
  for (const ast::Statement& statement : block_.statements) {
    if (statement.keyword.text == keyword) found.push_back(&statement);
  }
  return found;
}

std::optional<ast::Who> Statements::joined_who(std::string_view keyword) const {
  std::optional<ast::Who> joined;
  for (const ast::Statement* statement : all(keyword)) {
    const auto* who = std::get_if<ast::Who>(&statement->value);
    if (who == nullptr) continue;
    if (!joined) {
      joined = *who;
      joined->span = statement->span;
      continue;
    }
    joined->elements.insert(joined->elements.end(), who->elements.begin(), who->elements.end());
    joined->except.insert(joined->except.end(), who->except.begin(), who->except.end());
  }
  return joined;
}

std::vector<ast::Name> Statements::joined_names(std::string_view keyword) const {
  std::vector<ast::Name> joined;
  for (const ast::Statement* statement : all(keyword)) {
    const auto* names = std::get_if<std::vector<ast::Name>>(&statement->value);
    if (names != nullptr) joined.insert(joined.end(), names->begin(), names->end());
  }
  return joined;
}

std::string_view word_of(const Statements& statements, std::string_view keyword,
                         std::span<const std::string_view> allowed, Context& context) {
  const auto* word = statements.value<ast::Name>(keyword);
  if (word == nullptr) return {};
  if (std::find(allowed.begin(), allowed.end(), word->text) != allowed.end()) return word->text;

  auto finding = diagnose(kind::UnknownWord, word->span, word->text, keyword, fmt::to_string(fmt::join(allowed, ", ")));
  if (const auto near = suggest(word->text, allowed)) finding.help = fmt::format("did you mean '{}'?", *near);
  context.sink.report(std::move(finding));
  return {};
}

}  // namespace sgc::sema
