// Single words to values: names, strings, numbers, ports, dates, addresses. What is wrong with one by itself is
// reported here; a word that was reported before is not reported again.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/ast/ast.h"
#include "compiler/frontend/quoted_text.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

inline Span span_of(const SourceText& source, const Token& token) { return source.span(token.begin, token.end); }
inline std::string_view text_of(const SourceText& source, const Token& token) {
  return source.bytes.substr(token.begin, token.end - token.begin);
}

ast::Name read_name(const SourceText& source, const Token& token);
ast::String read_string(const SourceText& source, const Token& token);

// Plain decimal without leading zeros, at most 2^63-1.
std::optional<std::uint64_t> read_number(SourceText& source, const Token& token);

// 0 to 65535. Whether 0 may stand there is for the caller to say.
std::optional<std::uint16_t> read_port(SourceText& source, const Token& token);

// The port of a listener: 1 to 65535.
std::optional<std::uint16_t> read_single_port(SourceText& source, const Token& token);
void report_port_zero(SourceText& source, const Token& token);

// YYYY-MM-DD, a day that exists.
std::optional<ast::Date> read_date(SourceText& source, const Token& token);

std::optional<AddressRange> read_address(SourceText& source, const Token& token);

// Why a word is no address, and what to write. Before: it is none.
Diagnostic no_address(const SourceText& source, const Token& token);

}  // namespace sgc::frontend
