#include <algorithm>
#include <array>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/slip.h"

namespace sgc::frontend {
namespace {

bool begins_element(TokenKind kind) {
  switch (kind) {
    case TokenKind::Address:
    case TokenKind::Any:
    case TokenKind::Any4:
    case TokenKind::Any6:
    case TokenKind::Self:
    case TokenKind::File: return true;
    default: return may_be_name(kind);
  }
}

bool begins_service(TokenKind kind) {
  return kind == TokenKind::All || kind == TokenKind::Number || (kind >= TokenKind::Tcp && kind <= TokenKind::Proto) ||
         may_be_name(kind);
}

// Whether the list that the parser is in is one of who, and not of services.
bool in_who(const Situation& s) {
  for (std::size_t i = s.index; i > 0; --i) {
    const TokenKind kind = s.words[i - 1].kind;
    if (kind == TokenKind::From || kind == TokenKind::To || kind == TokenKind::Except) return true;
    if (kind == TokenKind::Allow || kind == TokenKind::Services) return false;
    if ((kind == TokenKind::Deny || kind == TokenKind::Reject) && i > 1) return false;
  }
  return s.first() != TokenKind::Allow && s.first() != TokenKind::Reject && !s.expects(TokenKind::From);
}

// a,, b; , a; a, } where no comma may trail
std::optional<Slip> extra_comma(const Situation& s) {
  const auto slip = [&](std::size_t index) {
    return Slip{diagnose(kind::ExtraComma, s.span(s.words[index])).with_help("take the comma away"), Edit{index, 1, {}}};
  };
  if (s.finds(TokenKind::Comma) && !s.expects(TokenKind::Comma)) return slip(s.index);
  const bool joins_nothing = s.before() == TokenKind::Comma && s.index > 1;
  if (joins_nothing && (s.at_end() || is_reserved(s.found().kind) || s.found().is(TokenKind::Arrow))) return slip(s.index - 1);
  return std::nullopt;
}

bool is_and(const Situation& s) { return s.text(s.found()) == "and" || s.text(s.found()) == "or"; }

std::optional<Slip> missing_comma(const Situation& s) {
  if (s.at_end() || !s.expects(TokenKind::Comma) || s.index == 0) return std::nullopt;
  if (in_who(s) ? !begins_element(s.found().kind) : !begins_service(s.found().kind)) return std::nullopt;

  const bool joined_by_word = is_and(s) && s.index + 1 < s.words.size();
  const Token& second = joined_by_word ? s.after() : s.found();
  const Token comma = stand_in(TokenKind::Comma, joined_by_word ? s.found() : missing(TokenKind::Comma, s.found()));
  return Slip{diagnose(kind::MissingComma, s.span(s.found()), describe_found(s.source, s.words[s.index - 1]),
                       describe_found(s.source, second))
                  .with_help("the elements of this list are parted by commas"),
              Edit{s.index, joined_by_word ? 1U : 0U, {comma}}};
}

// any except a except b
std::optional<Slip> second_except(const Situation& s) {
  if (!s.finds(TokenKind::Except) || s.expects(TokenKind::Except)) return std::nullopt;
  for (std::size_t i = s.index; i > 0; --i) {
    const Token& word = s.words[i - 1];
    if (word.is(TokenKind::From) || word.is(TokenKind::To)) break;
    if (!word.is(TokenKind::Except)) continue;
    return Slip{diagnose(kind::SecondExcept, s.span(s.found()))
                    .with_note(s.span(word), "it stands here first")
                    .with_help("list all exceptions after one `except`, parted by commas"),
                Edit{s.index, 1, {stand_in(TokenKind::Comma, s.found())}}};
  }
  return std::nullopt;
}

// from except office
std::optional<Slip> nothing_before_except(const Situation& s) {
  if (!s.finds(TokenKind::Except) || !s.expects(TokenKind::Any)) return std::nullopt;
  return Slip{diagnose(kind::NothingBeforeExcept, s.span(s.found()))
                  .with_help("say what the exceptions are taken from: `any except office`"),
              Edit{s.index, 0, {missing(TokenKind::Any, s.found())}}};
}

// members a except b: a group can say that, this list cannot
std::optional<Slip> except_not_here(const Situation& s) {
  const bool rule = s.expects(TokenKind::Log) || s.first() == TokenKind::Default;
  if (!s.finds(TokenKind::Except) || !s.complete() || rule) return std::nullopt;
  return Slip{diagnose(kind::ExceptNotHere, s.span(s.found()), s.text(s.words.front()))
                  .with_help("make a group of it, `group NAME { … except … }`, and write its name here"),
              Edit{s.index, s.words.size() - s.index, {}}};
}

constexpr std::array<FindSlip, 5> kListSlips{extra_comma, second_except, nothing_before_except, except_not_here,
                                         missing_comma};

}  // namespace

std::span<const FindSlip> slips_of_lists() { return kListSlips; }

}  // namespace sgc::frontend
