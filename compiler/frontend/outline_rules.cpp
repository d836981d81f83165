// The lists of rules within blocks.
#include <array>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/near_words.h"
#include "compiler/frontend/outline.h"
#include "compiler/frontend/read_word.h"
#include "compiler/frontend/statements.h"

namespace sgc::frontend {
namespace {

constexpr std::string_view kInboundExample = "for example: allow tcp 443 from office log";
constexpr std::string_view kOutboundExample = "for example: allow tcp 443 to any log";
constexpr std::string_view kDefaultExample = "for example: default deny log \"dropped\"";
constexpr std::array kRuleBeginnings = {TokenKind::Allow, TokenKind::Deny, TokenKind::Reject, TokenKind::Default};

class RuleReader {
 public:
  RuleReader(Cutter& cutter, Body& body, ast::BlockKind within, FarSide far_side, ast::RuleBlock& block)
      : cutter_(cutter), body_(body), within_(within), far_side_(far_side), block_(block) {}

  void read() {
    while (!cutter_.body_ended(body_)) {
      if (statement_follows()) {
        cutter_.report_unclosed(body_);
        return;
      }
      if (begins_rule() || read_foreign_verb()) {
        read_entry();
      } else {
        read_unknown();
      }
    }
  }

 private:
  bool begins_rule() const { return is_action(cutter_.peek().kind) || cutter_.at(TokenKind::Default); }

  // Whether the next word ends the rule that is being taken.
  bool rule_ends() const {
    if (cutter_.piece_ends(&body_)) return true;
    const auto& words = cutter_.words_of_piece();
    const bool default_alone = words.size() == 1 && words.front().is(TokenKind::Default);
    if (is_action(cutter_.peek().kind)) return !default_alone;
    if (cutter_.at(TokenKind::Default)) return !cutter_.wants_more();
    return cutter_.line_starts_anew() || starts_statement();
  }

  // A statement of the block around, keyword and value: the `}` before it was forgotten.
  bool statement_follows() const {
    const StatementRow* row = find_statement(within_, cutter_.peek().kind);
    return row != nullptr && may_begin_value(row->form, cutter_.peek(1).kind);
  }

  // A line that begins with one.
  bool starts_statement() const {
    const Token& word = cutter_.peek();
    const bool option = word.is(TokenKind::Owner) || word.is(TokenKind::Log);
    if (!word.first_on_line || option || cutter_.wants_more()) return false;
    return statement_follows();
  }

  void read_entry() {
    const bool is_default = cutter_.at(TokenKind::Default);
    do {
      cutter_.take_into_piece();
    } while (!rule_ends());
    if (is_default) {
      read_default();
    } else {
      read_rule();
    }
  }

  void read_rule() {
    const auto* context =
        cutter_.read(&SgParser::ruleEntry, far_side_ == FarSide::From ? kInboundExample : kOutboundExample);
    if (context != nullptr) block_.rules.push_back(build_rule(cutter_.piece(), *context, far_side_));
    block_.damaged = block_.damaged || context == nullptr;
  }

  void read_default() {
    const auto* context = cutter_.read(&SgParser::defaultEntry, kDefaultExample);
    if (context != nullptr) block_.defaults.push_back(build_default(cutter_.piece(), *context));
    block_.damaged = block_.damaged || context == nullptr;
  }

  // permit, drop, alow: the rule that follows is read as it was meant.
  bool read_foreign_verb() {
    const Token word = cutter_.peek();
    if (!may_be_name(word.kind) || word.faulty) return false;
    const Span where = span_of(cutter_.source(), word);
    const std::string_view text = text_of(cutter_.source(), word);

    if (const auto verb = foreign_verb(text)) {
      cutter_.report(diagnose(kind::ForeignVerb, where, text).with_help(fmt::format("write `{}`", text_of(*verb))));
      cutter_.replace_next(*verb);
      return true;
    }
    const auto near = nearest_keyword(text, kRuleBeginnings);
    if (!near) return false;
    cutter_.report(diagnose(kind::MisspeltWord, where, text)
                       .with_help(fmt::format("did you mean `{}`?", text_of(*near))));
    cutter_.replace_next(*near);
    return true;
  }

  void read_unknown() {
    report_unexpected(cutter_, "`allow`, `deny`, `reject` or `default`",
                      std::string(far_side_ == FarSide::From ? kInboundExample : kOutboundExample));
    block_.damaged = true;
    do {
      cutter_.take_into_piece();
    } while (!rule_ends());
    cutter_.pass_over_piece();
  }

  Cutter& cutter_;
  Body& body_;
  ast::BlockKind within_;
  FarSide far_side_;
  ast::RuleBlock& block_;
};

}  // namespace

void read_rules(Cutter& cutter, Body& body, ast::BlockKind within, FarSide far_side, ast::RuleBlock& block) {
  RuleReader(cutter, body, within, far_side, block).read();
}

}  // namespace sgc::frontend
