// What was found and what could have stood there, in the words of the language.
#pragma once

#include <string>

#include "compiler/frontend/quoted_text.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

// "`,`, `from` or a name". The kinds that make a service or a who are told as such, not one by one.
std::string describe_expected(const TokenSet& expected);

// "`http`", "a text in quotes", "the end of the file".
std::string describe_found(const SourceText& source, const Token& token);

}  // namespace sgc::frontend
