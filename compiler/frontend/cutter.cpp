#include "compiler/frontend/cutter.h"

#include "compiler/diag/catalog.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

constexpr std::string_view kWhereBracesStand =
    "braces stand around the body of a declaration, of `inbound`, `outbound` and `tags`";

constexpr std::size_t kWordsBeforeClients = 8;  // listener NAME PROTOCOL PORT -> NAME PORT from

// Blocks within blocks: the only names that a `{` follows.
bool begins_inner_block(TokenKind kind) {
  return kind == TokenKind::Inbound || kind == TokenKind::Outbound || kind == TokenKind::Tags;
}

// Words behind which a name stands.
bool joins(TokenKind kind) {
  return kind == TokenKind::Comma || kind == TokenKind::From || kind == TokenKind::To || kind == TokenKind::Except ||
         kind == TokenKind::Arrow;
}

}  // namespace

bool is_action(TokenKind kind) {
  return kind == TokenKind::Allow || kind == TokenKind::Deny || kind == TokenKind::Reject;
}

bool begins_declaration(TokenKind kind) { return kind >= TokenKind::Include && kind <= TokenKind::Assert; }

Cutter::Cutter(FileId file, std::string_view text, Sink& sink)
    : source_{file, text, sink}, words_(file, text, sink), reader_(source_) {}

bool Cutter::wants_more() const {
  if (piece_.empty()) return false;
  const TokenKind last = piece_.back().kind;
  if (joins(last)) return true;

  const bool is_rule = is_action(piece_.front().kind);
  const bool is_listener = piece_.front().is(TokenKind::Listener) && piece_.size() > kWordsBeforeClients;
  if (is_action(last)) return piece_.size() == 1 || piece_.front().is(TokenKind::Assert);  // else it is a value
  if (piece_.front().is(TokenKind::Default)) return last == TokenKind::Ignore;
  const bool is_option = (is_rule || is_listener) && last == TokenKind::Ignore;
  const bool is_check = is_listener && last == TokenKind::Health;
  if (!is_option && !is_check) return false;
  const TokenKind before = piece_[piece_.size() - 2].kind;
  return !joins(before) && !is_action(before);  // else it is a name
}

bool Cutter::is_name_before_deny() const {
  if (piece_.size() != 1 || !peek(1).is(TokenKind::Deny)) return false;
  return piece_.front().is(TokenKind::On) || piece_.front().is(TokenKind::Services);
}

bool Cutter::line_starts_anew() const { return peek().first_on_line && at(TokenKind::Name) && !wants_more(); }

bool Cutter::starts_declaration(const Body* body) const {
  const Token& first = peek();
  if (!begins_declaration(first.kind)) return false;

  const TokenKind second = peek(1).kind;
  if (first.is(TokenKind::Include)) {
    return second == TokenKind::String && (body == nullptr || (first.first_on_line && body->holds != Body::Holds::Pairs));
  }
  if (first.is(TokenKind::Assert)) return is_action(second) && !wants_more() && !is_name_before_deny();

  if (!is_word(second) || !peek(2).is(TokenKind::LeftBrace)) return false;
  const bool in_block = body != nullptr && body->holds == Body::Holds::Statements;
  const bool may_be_statement = in_block && (first.is(TokenKind::Network) || begins_inner_block(second));
  const bool is_value = wants_more() || piece_.size() == 1;  // members service inbound {
  return !may_be_statement || (at_margin(first) && !is_value);
}

// `network prod` is a statement too, and `service inbound {` may be the end of one and a list: with a brace behind them,
// they are declarations only where declarations stand.
bool Cutter::at_margin(const Token& word) const {
  return word.begin == 0 || source_.bytes[word.begin - 1] == '\n';
}

bool Cutter::piece_ends(Body* body) {
  while (body != nullptr && at(TokenKind::LeftBrace)) take_stray_brace(*body, kWhereBracesStand);
  return at_end() || at(TokenKind::LeftBrace) || at(TokenKind::RightBrace) || starts_declaration(body);
}

bool Cutter::body_ended(Body& body) {
  begin_piece();
  while (true) {
    if (at_end() || starts_declaration(&body)) {
      report_unclosed(body);
      return true;
    }
    if (at(TokenKind::LeftBrace)) {
      take_stray_brace(body, kWhereBracesStand);
    } else if (at(TokenKind::RightBrace)) {
      take();
      if (body.strays == 0) return true;
      --body.strays;
    } else {
      return false;
    }
  }
}

void Cutter::begin_declaration() {
  begin_piece();
  braces_reported_ = false;
  unclosed_strings_before_ = words_.unclosed_strings();
}

void Cutter::take_stray_brace(Body& body, std::string_view help) {
  ++body.strays;
  const Token brace = take();
  report_brace(diagnose(kind::OpeningBrace, span_of(source_, brace)).with_help(std::string(help)));
}

void Cutter::skip_braces() {
  begin_piece();
  std::size_t depth = 0;
  do {
    if (at(TokenKind::LeftBrace)) ++depth;
    if (at(TokenKind::RightBrace)) --depth;
    take();
  } while (depth > 0 && !at_end() && !starts_declaration(nullptr));
}

void Cutter::replace_next(TokenKind kind) {
  Token word = take();
  word.kind = kind;
  give_back({&word, 1}, word);
}

void Cutter::report_unclosed(const Body& body) {
  auto finding = diagnose(kind::UnclosedBrace, span_of(source_, body.opening), body.what);
  if (!at_end()) finding.notes.push_back({span_of(source_, peek()), "it would have to end before this"});
  finding.help = "write the `}` that closes it";
  report_brace(std::move(finding));
}

void Cutter::report_brace(Diagnostic diagnostic) {
  const bool doubtful = braces_reported_ || words_.unclosed_strings() != unclosed_strings_before_;
  braces_reported_ = true;
  if (!doubtful) report(std::move(diagnostic));
}

void Cutter::skip_to_declaration() {
  begin_piece();
  while (!at_end() && !starts_declaration(nullptr)) take();
}

}  // namespace sgc::frontend
