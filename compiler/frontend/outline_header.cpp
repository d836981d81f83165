// `KEYWORD NAME {`: the part of a declaration on which everything hangs, and therefore read with patience.
#include "compiler/diag/catalog.h"
#include "compiler/frontend/characters.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/outline.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

class HeaderReader {
 public:
  explicit HeaderReader(Cutter& cutter) : cutter_(cutter) {}

  Header read() {
    header_.keyword = cutter_.take();
    if (cutter_.starts_declaration(nullptr)) {
      pass_over_second_keyword();
      return std::move(header_);
    }
    read_name();
    if (!header_.named) cutter_.excuse_braces();
    header_.body.what = describe();
    open_body();
    return std::move(header_);
  }

 private:
  std::string describe() const {
    const std::string_view keyword = text_of(header_.keyword.kind);
    return header_.named ? fmt::format("{} '{}'", keyword, header_.name.text) : std::string(keyword);
  }

  std::string example() const { return fmt::format("for example: {} NAME {{ … }}", text_of(header_.keyword.kind)); }

  // group service web {: nobody knows what it was meant to be, so its body says nothing either. On a line of its own, or
  // where it needs no braces, the second keyword is the next declaration, and this one was never finished.
  void pass_over_second_keyword() {
    report_unexpected(cutter_, "a name", example());
    const bool needs_braces = !cutter_.at(TokenKind::Include) && !cutter_.at(TokenKind::Assert);
    if (cutter_.peek().first_on_line || !needs_braces) return;
    while (!cutter_.at(TokenKind::LeftBrace)) cutter_.take();
    cutter_.skip_braces();
  }

  void read_name() {
    const Token& word = cutter_.peek();
    if (may_be_name(word.kind)) {
      header_.name = frontend::read_name(cutter_.source(), cutter_.take());
      header_.named = true;
    } else if (is_reserved(word.kind)) {
      cutter_.report(diagnose(kind::ReservedName, span(word), text_of(word.kind))
                         .with_help("choose another name: reserved words are listed in the language reference"));
      cutter_.take();
    } else if (word.is(TokenKind::String) && cutter_.peek(1).is(TokenKind::LeftBrace)) {
      read_quoted_name();
    } else {
      report_unexpected(cutter_, "a name", example());
      if (!word.is(TokenKind::LeftBrace) && cutter_.peek(1).is(TokenKind::LeftBrace)) cutter_.take();
    }
  }

  void read_quoted_name() {
    const Token word = cutter_.take();
    const std::string_view inside = text_of(cutter_.source(), word).substr(1, word.end - word.begin - 2);
    if (word.faulty) return;
    cutter_.report(diagnose(kind::QuotedWord, span(word), "a name").with_help(fmt::format("write `{}`", shown(inside))));
    header_.name = {inside, span(word)};
    header_.named = true;
  }

  void open_body() {
    header_.open = true;
    header_.body.opening = cutter_.last();
    if (cutter_.at(TokenKind::LeftBrace)) {
      header_.body.opening = cutter_.take();
      return;
    }

    const std::vector<Token> junk = take_line();
    if (cutter_.at(TokenKind::LeftBrace)) {
      report_junk(junk.front());
      header_.body.opening = cutter_.take();
      return;
    }
    cutter_.give_back(junk, header_.body.opening);
    report_missing_brace();
  }

  // What stands before the `{` on the same line.
  std::vector<Token> take_line() {
    std::vector<Token> words;
    while (!cutter_.piece_ends(nullptr) && !cutter_.peek().first_on_line) words.push_back(cutter_.take());
    return words;
  }

  void report_junk(const Token& word) {
    if (word.faulty) return;
    cutter_.report(diagnose(kind::UnexpectedText, span(word), std::string("`{`"), describe_found(cutter_.source(), word))
                       .with_help(example()));
  }

  // The body may follow all the same, unless something else does.
  void report_missing_brace() {
    const Token& last = cutter_.last();
    const Token& found = cutter_.peek();
    cutter_.report_brace(diagnose(kind::MissingBrace, cutter_.source().span(last.end, last.end),
                                  describe_found(cutter_.source(), last), describe_found(cutter_.source(), found))
                             .with_help(example()));
    const bool next_line = found.first_on_line && begins_declaration(found.kind) && !found.is(TokenKind::Network);
    header_.open = !(cutter_.at_end() || cutter_.starts_declaration(nullptr) || next_line);
  }

  Span span(const Token& token) const { return span_of(cutter_.source(), token); }

  Cutter& cutter_;
  Header header_;
};

}  // namespace

Header read_header(Cutter& cutter) { return HeaderReader(cutter).read(); }

}  // namespace sgc::frontend
