#include <algorithm>
#include <array>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/characters.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/near_words.h"
#include "compiler/frontend/slip.h"

namespace sgc::frontend {

bool is_option(TokenKind kind) {
  switch (kind) {
    case TokenKind::Log:
    case TokenKind::Comment:
    case TokenKind::Owner:
    case TokenKind::Ticket:
    case TokenKind::Expires:
    case TokenKind::Ignore: return true;
    default: return false;
  }
}

namespace {

bool is_plain_name(std::string_view text) {
  return !text.empty() && is_name_start(text.front()) && std::all_of(text.begin(), text.end(), is_name_byte);
}

// from "office"
std::optional<Slip> quoted_word(const Situation& s) {
  if (!s.finds(TokenKind::String) || s.expects(TokenKind::String)) return std::nullopt;
  const Token& string = s.found();
  const std::string_view inside = s.text(string).substr(1, string.end - string.begin - 2);
  const Token bare{TokenKind::Name, true, string.first_on_line, string.begin + 1, string.end - 1};
  const auto help = fmt::format("write `{}`", shown(inside));

  const auto slip = [&](std::string_view what, TokenKind kind) {
    Token word = bare;
    word.kind = kind;
    return Slip{diagnose(kind::QuotedWord, s.span(string), what).with_help(help), Edit{s.index, 1, {word}}};
  };
  if (s.expects(TokenKind::Date)) return slip("a date", TokenKind::Date);
  const auto keyword = keyword_kind(inside);
  if (keyword && s.expects(*keyword)) return slip(inside, *keyword);
  if (s.expects(TokenKind::Name) && is_plain_name(inside)) return slip("a name", TokenKind::Name);
  if (s.expects(TokenKind::Address)) return slip("an address", TokenKind::Address);
  if (s.expects(TokenKind::Number)) return slip("a number", TokenKind::Number);
  return std::nullopt;
}

// The flags behind a path, which are names to the scanner where the path was none.
void add_flags(const Situation& s, Edit& edit) {
  for (std::size_t i = edit.at + edit.count; i < s.words.size(); ++i) {
    const auto flag = flag_kind(s.text(s.words[i]));
    const bool count = edit.put.back().is(TokenKind::FlagMin) || edit.put.back().is(TokenKind::FlagMax);
    if (!flag && !(count && s.words[i].is(TokenKind::Number))) return;
    edit.put.push_back(flag ? stand_in(*flag, s.words[i]) : s.words[i]);
    ++edit.count;
  }
}

// comment foo bar: everything up to the end of the line, or to the next option, was meant as the text.
std::optional<Slip> unquoted_text(const Situation& s) {
  const bool only_text = s.expects(TokenKind::String) && s.expected.count() == 1;
  if (!only_text || s.at_end() || s.finds(TokenKind::Comma)) return std::nullopt;

  std::size_t end = s.index + 1;
  const bool path = s.before() == TokenKind::File || s.before() == TokenKind::Include;
  while (!path && end < s.words.size() && !s.words[end].first_on_line && !is_option(s.words[end].kind)) ++end;
  const Token text{TokenKind::String, true, false, s.found().begin, s.words[end - 1].end};

  Edit edit{s.index, end - s.index, {text}};
  if (path) add_flags(s, edit);
  const std::string_view written = s.source.bytes.substr(text.begin, text.end - text.begin);
  return Slip{diagnose(kind::UnquotedText, s.span(text), path ? "a path" : "a text")
                  .with_help(fmt::format("write `\"{}\"`", shown(written))),
              std::move(edit)};
}

// `to`, `on` and the like are near to many names: they are only meant where what they need follows.
bool is_believable(const Situation& s, std::string_view written, TokenKind meant) {
  if (written.size() == text_of(meant).size()) return true;
  if (meant != TokenKind::To && meant != TokenKind::From && meant != TokenKind::Except) return true;
  const TokenKind after = s.after().kind;
  return s.index + 1 < s.words.size() &&
         (may_be_name(after) || after == TokenKind::Address || after == TokenKind::Any || after == TokenKind::Any4 ||
          after == TokenKind::Any6 || after == TokenKind::Self || after == TokenKind::File);
}

std::optional<TokenKind> keyword_meant(const Situation& s, std::string_view written) {
  std::vector<TokenKind> candidates;
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
    const auto candidate = static_cast<TokenKind>(kind);
    if (s.expects(candidate) && is_word(candidate)) candidates.push_back(candidate);
  }
  return nearest_keyword(written, candidates);
}

// allow ssh form office
std::optional<Slip> misspelt_word(const Situation& s) {
  if (s.at_end() || !may_be_name(s.found().kind) || s.expects(TokenKind::Name)) return std::nullopt;
  const std::string_view written = s.text(s.found());
  const auto meant = keyword_meant(s, written);
  if (!meant || !is_believable(s, written, *meant)) return std::nullopt;

  return Slip{diagnose(kind::MisspeltWord, s.span(s.found()), written)
                  .with_help(fmt::format("did you mean `{}`?", text_of(*meant))),
              Edit{s.index, 1, {stand_in(*meant, s.found())}}};
}

// listener any http 80 …
std::optional<Slip> reserved_name(const Situation& s) {
  const bool only_names = s.expects(TokenKind::Name) && !s.expects(TokenKind::Address) && !s.expects(TokenKind::Tcp);
  if (s.at_end() || !only_names || !is_reserved(s.found().kind)) return std::nullopt;
  return Slip{diagnose(kind::ReservedName, s.span(s.found()), s.text(s.found()))
                  .with_help("choose another name: reserved words are listed in the language reference"),
              Edit{s.index, 1, {stand_in(TokenKind::Name, s.found())}}};
}

constexpr std::array<FindSlip, 4> kWordSlips{quoted_word, unquoted_text, misspelt_word, reserved_name};

}  // namespace

std::span<const FindSlip> slips_of_words() { return kWordSlips; }

}  // namespace sgc::frontend
