#include "compiler/frontend/near_words.h"

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/frontend/statements.h"
#include "compiler/support/suggest.h"

namespace sgc::frontend {
namespace {

struct ForeignWord {
  std::string_view word;
  TokenKind meant;
};

constexpr std::array kVerbs = {
    ForeignWord{"permit", TokenKind::Allow}, ForeignWord{"accept", TokenKind::Allow},
    ForeignWord{"pass", TokenKind::Allow},   ForeignWord{"drop", TokenKind::Deny},
    ForeignWord{"block", TokenKind::Deny},   ForeignWord{"discard", TokenKind::Deny},
    ForeignWord{"refuse", TokenKind::Reject},
};

constexpr std::array kDirections = {
    ForeignWord{"in", TokenKind::Inbound},       ForeignWord{"ingress", TokenKind::Inbound},
    ForeignWord{"input", TokenKind::Inbound},    ForeignWord{"incoming", TokenKind::Inbound},
    ForeignWord{"out", TokenKind::Outbound},     ForeignWord{"egress", TokenKind::Outbound},
    ForeignWord{"output", TokenKind::Outbound},  ForeignWord{"outgoing", TokenKind::Outbound},
};

std::optional<TokenKind> meant_by(std::span<const ForeignWord> table, std::string_view word) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const ForeignWord& w) { return w.word == word; });
  return row == table.end() ? std::nullopt : std::optional(row->meant);
}

std::string lower_case(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

const std::vector<TokenKind>& piece_beginnings() {
  static const std::vector<TokenKind> kinds = [] {
    std::vector<TokenKind> all{TokenKind::Allow, TokenKind::Deny, TokenKind::Reject, TokenKind::Default};
    for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
      const auto keyword = static_cast<TokenKind>(kind);
      const bool declaration = keyword >= TokenKind::Include && keyword <= TokenKind::Assert;
      if (declaration || is_statement(keyword)) all.push_back(keyword);
    }
    return all;
  }();
  return kinds;
}

}  // namespace

std::optional<TokenKind> foreign_verb(std::string_view word) { return meant_by(kVerbs, lower_case(word)); }

std::optional<TokenKind> foreign_direction(std::string_view word) { return meant_by(kDirections, lower_case(word)); }

std::optional<TokenKind> nearest_keyword(std::string_view word, std::span<const TokenKind> candidates) {
  std::vector<std::string_view> texts;
  for (const TokenKind kind : candidates) texts.push_back(text_of(kind));
  const auto near = suggest(word, texts);
  return near ? keyword_kind(*near) : std::nullopt;
}

bool nearly_begins_piece(std::string_view word) {
  return foreign_verb(word) || nearest_keyword(word, piece_beginnings()).has_value();
}

}  // namespace sgc::frontend
