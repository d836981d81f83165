#include <algorithm>
#include <array>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/slip.h"

namespace sgc::frontend {
namespace {

// to edge from clients; log from clients
std::optional<Slip> wrong_order(const Situation& s) {
  if (!(s.finds(TokenKind::From) || s.finds(TokenKind::To))) return std::nullopt;
  const auto before = s.words.first(s.index);
  const bool seen = std::any_of(before.begin(), before.end(), [&](const Token& t) { return t.is(s.found().kind); });
  const bool to_seen = std::any_of(before.begin(), before.end(), [](const Token& t) { return t.is(TokenKind::To); });
  const bool after_options = s.expects(TokenKind::Comment) && !s.expects(TokenKind::Comma) && !s.expects(TokenKind::Name);
  if (seen || !(to_seen || after_options)) return std::nullopt;

  const bool before_to = to_seen && s.finds(TokenKind::From);
  return Slip{diagnose(kind::WrongOrder, s.span(s.found()), s.text(s.found()),
                       std::string(before_to ? "`to`" : "the options of a rule"))
                  .with_help("the order is: services, `from`, `to`, options"),
              std::nullopt};
}

// default deny ticket "SEC-1"
std::optional<Slip> default_option(const Situation& s) {
  if (s.first() != TokenKind::Default || s.at_end() || s.index < 2) return std::nullopt;
  const TokenKind found = s.found().kind;
  if (!is_option(found) && found != TokenKind::From && found != TokenKind::To) return std::nullopt;
  return Slip{diagnose(kind::DefaultOption, s.span(s.found()), s.text(s.found()))
                  .with_help("`default` decides what no rule took, and takes `log`, `comment` and `ignore` only"),
              std::nullopt};
}

std::optional<Slip> assert_reject(const Situation& s) {
  if (s.before() != TokenKind::Assert || !s.finds(TokenKind::Reject)) return std::nullopt;
  return Slip{diagnose(kind::AssertReject, s.span(s.found()))
                  .with_help("`assert deny` holds for what is rejected as for what is dropped"),
              Edit{s.index, 1, {stand_in(TokenKind::Deny, s.found())}}};
}

// expires 31.01.2027
std::optional<Slip> foreign_date(const Situation& s) {
  if (s.at_end() || !s.expects(TokenKind::Date)) return std::nullopt;
  const TokenKind found = s.found().kind;
  if (found != TokenKind::Number && found != TokenKind::Address && found != TokenKind::Slashed) return std::nullopt;
  return Slip{diagnose(kind::NoSuchDay, s.span(s.found()), s.show(s.found()))
                  .with_help("a date is year, month and day: `2027-01-31`"),
              Edit{s.index, 1, {stand_in(TokenKind::Date, s.found())}}};
}

// 192.0.2.1 - 192.0.2.9
std::optional<Slip> blank_in_range(const Situation& s) {
  if (!s.finds(TokenKind::Dash) || s.before() != TokenKind::Address) return std::nullopt;
  const bool second = s.after().is(TokenKind::Address) && s.index + 1 < s.words.size();
  const Token& first = s.words[s.index - 1];
  const Token& last = second ? s.after() : s.found();
  auto finding = diagnose(kind::BlankInRange, s.source.span(first.begin, last.end));
  finding.help = second ? fmt::format("write `{}-{}`", s.show(first), s.show(last)) : "write `192.0.2.1-192.0.2.9`";
  return Slip{std::move(finding), Edit{s.index, second ? 2U : 1U, {}}};
}

// from 10, from 10/8: read_address says what is missing.
std::optional<Slip> number_for_address(const Situation& s) {
  if (!s.expects(TokenKind::Address) || !(s.finds(TokenKind::Number) || s.finds(TokenKind::Slashed))) return std::nullopt;
  return Slip{no_address(s.source, s.found()), Edit{s.index, 1, {stand_in(TokenKind::Address, s.found())}}};
}

constexpr std::array<FindSlip, 6> kRuleSlips{default_option, wrong_order, assert_reject,
                                         foreign_date, blank_in_range, number_for_address};

}  // namespace

std::span<const FindSlip> slips_of_rules() { return kRuleSlips; }

}  // namespace sgc::frontend
