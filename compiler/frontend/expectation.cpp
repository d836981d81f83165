#include "compiler/frontend/expectation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "compiler/frontend/characters.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

// Kinds that, standing together, are one thing to people. The first whose `marks` all are expected speaks for all of
// its `kinds`.
struct Notion {
  std::initializer_list<TokenKind> marks;
  std::initializer_list<TokenKind> kinds;
  bool with_names;
  std::string_view text;
};

const std::array kNotions = {
    Notion{{TokenKind::Name, TokenKind::Address, TokenKind::File},
           {TokenKind::Address, TokenKind::Any, TokenKind::Any4, TokenKind::Any6, TokenKind::Self, TokenKind::File},
           true,
           "an address, a name, `any` or `file \"…\"`"},
    Notion{{TokenKind::Tcp, TokenKind::Icmp, TokenKind::Proto},
           {TokenKind::All, TokenKind::Tcp, TokenKind::Udp, TokenKind::Sctp, TokenKind::Icmp, TokenKind::Icmp6,
            TokenKind::Gre, TokenKind::Esp, TokenKind::Ah, TokenKind::Proto, TokenKind::Number},
           true,
           "a service such as `tcp 443`, `ssh` or `all`"},
    Notion{{TokenKind::Name, TokenKind::Tcp, TokenKind::Udp},
           {TokenKind::Tcp, TokenKind::Udp, TokenKind::Sctp, TokenKind::Icmp, TokenKind::Icmp6, TokenKind::All},
           true,
           "one of `tcp`, `udp`, `http`, `https` and `tls`"},
    Notion{{TokenKind::Name, TokenKind::Allow, TokenKind::Any},
           {TokenKind::Allow, TokenKind::Deny, TokenKind::Reject, TokenKind::Any, TokenKind::All},
           true,
           "a word"},
    Notion{{TokenKind::Name}, {}, true, "a name"},
};

void remove_names(TokenSet& kinds) {
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
    if (may_be_name(static_cast<TokenKind>(kind))) kinds.reset(kind);
  }
}

bool has_all(const TokenSet& expected, std::initializer_list<TokenKind> kinds) {
  return std::all_of(kinds.begin(), kinds.end(), [&](TokenKind kind) { return has(expected, kind); });
}

std::string describe_kind(TokenKind kind) {
  return has_fixed_text(kind) ? fmt::format("`{}`", text_of(kind)) : std::string(text_of(kind));
}

std::string join_with_or(const std::vector<std::string>& parts) {
  std::string joined;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) joined += i + 1 == parts.size() ? " or " : ", ";
    joined += parts[i];
  }
  return joined;
}

}  // namespace

std::string describe_expected(const TokenSet& expected) {
  TokenSet rest = expected;
  rest.reset(static_cast<std::size_t>(TokenKind::End));

  std::vector<std::string> parts;
  for (const Notion& notion : kNotions) {
    if (!has_all(rest, notion.marks)) continue;
    parts.emplace_back(notion.text);
    for (const TokenKind kind : notion.kinds) rest.reset(static_cast<std::size_t>(kind));
    if (notion.with_names) remove_names(rest);
  }
  std::vector<std::string> marks;
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
    if (rest.test(kind)) marks.push_back(describe_kind(static_cast<TokenKind>(kind)));
  }
  parts.insert(parts.begin(), marks.begin(), marks.end());
  return parts.empty() ? "nothing more" : join_with_or(parts);
}

std::string describe_found(const SourceText& source, const Token& token) {
  if (token.is(TokenKind::End)) return "the end of the file";
  if (token.is(TokenKind::String)) return "a text in quotes";
  return fmt::format("`{}`", shown(text_of(source, token)));
}

}  // namespace sgc::frontend
