#include "targets/nftables/read_tokens.h"

#include <fmt/format.h>

namespace sgc::nftables {
namespace {

constexpr std::string_view kMarks = "{},;";
constexpr std::string_view kWordEnds = " \t\n{},;\"";

}  // namespace

Token Tokens::take() {
  const Token token = next_;
  advance();
  return token;
}

bool Tokens::take_if(std::string_view wanted) {
  if (!next_.is(wanted)) return false;
  advance();
  return true;
}

void Tokens::expect(std::string_view wanted) {
  if (!take_if(wanted)) throw Unreadable(next_.line, fmt::format("expected '{}', found '{}'", wanted, next_.text));
}

void Tokens::skip_line_ends() {
  while (next_.kind == Token::Kind::LineEnd) advance();
}

void Tokens::advance() {
  const auto cut = [this](Token::Kind kind, std::size_t length) {
    next_ = {kind, rest_.substr(0, length), line_};
    rest_.remove_prefix(length);
  };

  while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  if (!rest_.empty() && rest_[0] == '#') rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));

  if (rest_.empty()) {
    next_ = {Token::Kind::End, rest_, line_};  // empty, and still a place in the text
  } else if (rest_[0] == '\n') {
    cut(Token::Kind::LineEnd, 1);
    ++line_;
  } else if (kMarks.find(rest_[0]) != std::string_view::npos) {
    cut(Token::Kind::Mark, 1);
  } else if (rest_[0] == '"') {
    const std::size_t end = rest_.find_first_of("\"\n", 1);
    if (end == std::string_view::npos || rest_[end] == '\n') throw Unreadable(line_, "a string does not end on its line");
    rest_.remove_prefix(1);
    cut(Token::Kind::String, end - 1);
    rest_.remove_prefix(1);
  } else {
    cut(Token::Kind::Word, std::min(rest_.find_first_of(kWordEnds), rest_.size()));
  }
}

}  // namespace sgc::nftables
