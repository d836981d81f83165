// Words of other tools, and misspelt words of this language where a piece begins.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "compiler/frontend/token.h"

namespace sgc::frontend {

// allow for `permit`, deny for `drop` …; nothing for any other word.
std::optional<TokenKind> foreign_verb(std::string_view word);

// inbound for `in`, `ingress` …, outbound for `out`, `egress` …
std::optional<TokenKind> foreign_direction(std::string_view word);

// The keyword or reserved word that a misspelt one was meant as: in another case, with letters changed.
std::optional<TokenKind> nearest_keyword(std::string_view word, std::span<const TokenKind> candidates);

// Whether a word was probably meant to begin a rule, a statement or a declaration.
bool nearly_begins_piece(std::string_view word);

}  // namespace sgc::frontend
