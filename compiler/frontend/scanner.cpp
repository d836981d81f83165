#include "compiler/frontend/scanner.h"

#include "compiler/diag/catalog.h"
#include "compiler/frontend/characters.h"
#include "compiler/net/protocol.h"
#include "compiler/support/utf8.h"

namespace sgc::frontend {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16Marks[] = {"\xFF\xFE", "\xFE\xFF"};

// What an address may go on with; a hyphen or slash only if more of it follows.
bool is_address_byte(char byte) {
  return is_name_start(byte) || is_digit(byte) || byte == '.' || byte == ':' || byte == '%' || byte == '*';
}

// What no word has in it, whatever else is wrong with it.
bool ends_odd_word(char byte) {
  constexpr std::string_view kEnds = ",;{}#\"'";
  return byte <= ' ' || !is_ascii(byte) || kEnds.find(byte) != std::string_view::npos;
}

bool begins_word(char byte) { return is_name_start(byte) || is_digit(byte); }

// A character that has no meaning anywhere outside of strings and comments.
bool is_stray(char byte) {
  constexpr std::string_view kMarks = ",{}\"'-:/=*>;![]()#";
  return byte > ' ' && byte < 0x7F && !is_name_byte(byte) && kMarks.find(byte) == std::string_view::npos;
}

bool all_hex(std::string_view text) {
  for (const char byte : text) {
    if (!is_hex_digit(byte)) return false;
  }
  return true;
}

}  // namespace

Scanner::Scanner(FileId file, std::string_view text, Sink& sink) : source_{file, text, sink} { skip_bom(); }

void Scanner::skip_bom() {
  if (source_.bytes.starts_with(kByteOrderMark)) at_ = static_cast<std::uint32_t>(kByteOrderMark.size());
  for (const std::string_view mark : kUtf16Marks) {
    if (!source_.bytes.starts_with(mark)) continue;
    source_.sink.report(diagnose(kind::NotUtf8, source_.span(0, 2), std::string("the file is UTF-16, not UTF-8"))
                            .with_help("save it as UTF-8"));
    at_ = source_.size();
  }
}

Token Scanner::next() {
  while (true) {
    skip_blanks();
    if (at_ == source_.size()) return token(TokenKind::End, at_);

    const std::optional<Token> scanned = scan();
    if (scanned) return settle(*scanned);
  }
}

Token Scanner::token(TokenKind kind, std::uint32_t end) { return {kind, false, first_on_line_, at_, end}; }

Token Scanner::faulty(TokenKind kind, std::uint32_t end) { return {kind, true, first_on_line_, at_, end}; }

void Scanner::skip_blanks() {
  while (at_ < source_.size()) {
    const char byte = source_.bytes[at_];
    if (byte == '#') {
      at_ = skip_comment(source_, at_);
    } else if (byte == '\n') {
      first_on_line_ = true;
      ++at_;
    } else if (byte == ' ' || byte == '\t' || (byte == '\r' && at(at_ + 1) == '\n')) {
      ++at_;
    } else {
      return;
    }
  }
}

std::optional<Token> Scanner::scan() {
  const char byte = source_.bytes[at_];
  if (is_name_start(byte)) return scan_name();
  if (is_digit(byte)) return scan_number();
  if (!is_ascii(byte)) return scan_unusual();
  return scan_mark(byte);
}

std::optional<Token> Scanner::scan_mark(char mark) {
  switch (mark) {
    case ',': return token(TokenKind::Comma, at_ + 1);
    case '{': return token(TokenKind::LeftBrace, at_ + 1);
    case '}': return token(TokenKind::RightBrace, at_ + 1);
    case '"': return scan_text(Quote::Double, at_ + 1);
    case '\'': return scan_text(Quote::Single, at_ + 1);
    case '-': return scan_dash();
    case ':': return scan_colon();
    case '/': return scan_slash();
    case '=': return scan_equals();
    case '*': return scan_star();
    case '>': return foreign_arrow(at_ + 1);
    case ';': return drop(at_ + 1, "take it away: white space parts words, and nothing ends them", kind::Semicolon);
    case '!': return drop(at_ + 1, "what is left out is named after `except`", kind::StrayCharacter, std::string("!"));
    case '[':
    case '(':
    case ']':
    case ')': return drop_bracket(mark);
    default: break;
  }
  if (is_stray(mark)) return drop_strays();
  const std::uint32_t end = report_control(source_, at_);
  if (mark == '\r') first_on_line_ = true;
  at_ = end;
  return std::nullopt;
}

// Passes over a character that has been given no meaning. What hangs on it is read as if it were a word of its own,
// but no error is built on that.
template <class Kind, class... Args>
std::nullopt_t Scanner::drop(std::uint32_t end, std::string help, const Kind& kind, const Args&... args) {
  source_.sink.report(diagnose(kind, source_.span(at_, end), args...).with_help(std::move(help)));
  if (last_end_ == at_ || glued_at_ == at_) glued_at_ = end;
  at_ = end;
  return std::nullopt;
}

// A run of them is one error. Between words without a blank it parts what was meant as one, or joins what was meant as two.
std::nullopt_t Scanner::drop_strays() {
  const std::uint32_t end = end_of_strays(at_);
  const bool within = last_end_ == at_ && begins_word(at(end));
  return drop(end, within ? "write a comma where two things are meant; a name has letters, digits, `_` and `-`" : "take it away",
              kind::StrayCharacter, shown(text(at_, end)));
}

// Whether nobody knows what a name was meant to be: office@lab
bool Scanner::goes_on_behind_strays(const Token& token) const {
  if (!token.is(TokenKind::Name)) return false;
  const std::uint32_t end = end_of_strays(token.end);
  return end > token.end && begins_word(at(end));
}

std::uint32_t Scanner::end_of_strays(std::uint32_t from) const {
  while (is_stray(at(from))) ++from;
  return from;
}

// A pair of brackets is one error.
std::nullopt_t Scanner::drop_bracket(char bracket) {
  const bool opening = bracket == '[' || bracket == '(';
  if (!opening && open_brackets_ > 0) {
    --open_brackets_;
    ++at_;
    return std::nullopt;
  }
  open_brackets_ += opening ? 1 : 0;
  return drop(at_ + 1, "lists are parted by commas, and an IPv6 address stands by itself", kind::Brackets,
              text(at_, at_ + 1));
}

std::optional<Token> Scanner::scan_unusual() {
  const CodePoint point = decode_utf8(source_.bytes.substr(at_));
  const std::uint32_t end = at_ + point.length;
  if (!point.valid) {
    report_not_utf8(source_, at_);
    glued_at_ = at_ = end;
    return std::nullopt;
  }

  switch (glyph_of(point.value)) {
    case Glyph::Letter: return scan_non_ascii_name(at_);
    case Glyph::Blank:
      return drop(end, "white space is blanks, tabs and line ends", kind::OddBlank, describe(point.value));
    case Glyph::Control: at_ = report_control(source_, at_); return std::nullopt;
    case Glyph::DoubleQuote:
      source_.sink.report(diagnose(kind::TypographicQuote, source_.span(at_, end), describe(point.value))
                              .with_help("write `\"`, U+0022, at both ends"));
      return scan_text(Quote::Typographic, end);
    case Glyph::SingleQuote:
      return drop(end, "strings stand in `\"`, U+0022", kind::TypographicQuote, describe(point.value));
    case Glyph::Arrow: return foreign_arrow(end);
    case Glyph::Dash:
      source_.sink.report(
          diagnose(kind::StrayCharacter, source_.span(at_, end), describe(point.value)).with_help("write `-`, U+002D"));
      return faulty(TokenKind::Dash, end);
  }
  return std::nullopt;
}

Token Scanner::scan_name() {
  std::uint32_t end = at_;
  while (is_name_byte(at(end)) && !(at(end) == '-' && at(end + 1) == '>')) ++end;

  const char next = at(end);
  const char after = at(end + 1);
  if ((next == '.' || next == '/') && (is_name_start(after) || is_digit(after))) return scan_address(end);
  if (next == ':' && (after == ':' || is_hex_digit(after)) && all_hex(text(at_, end))) return scan_address(end);
  if (end < source_.size() && !is_ascii(next)) {
    const CodePoint point = decode_utf8(source_.bytes.substr(end));
    if (point.valid && glyph_of(point.value) == Glyph::Letter) return scan_non_ascii_name(end);
  }
  return finish_name(end);
}

Token Scanner::finish_name(std::uint32_t end) {
  const std::string_view word = text(at_, end);
  if (const auto keyword = keyword_kind(word)) return token(*keyword, end);

  const Span span = source_.span(at_, end);
  if (word.back() == '-') {
    source_.sink.report(diagnose(kind::HyphenAtEnd, span).with_help("take the hyphen away, or part it from the name"));
    return faulty(TokenKind::Name, end);
  }
  if (word.size() > kMaxNameLength) {
    source_.sink.report(diagnose(kind::LongName, span, kMaxNameLength, word.size())
                            .with_help("targets have no room for more: say the rest in a comment"));
    return faulty(TokenKind::Name, end);
  }
  return token(kind_by_place(word), end);
}

// Takes the whole word, so that it is one error.
Token Scanner::scan_non_ascii_name(std::uint32_t end) {
  std::string first;
  while (end < source_.size()) {
    if (is_name_byte(at(end)) && !(at(end) == '-' && at(end + 1) == '>')) {
      ++end;
      continue;
    }
    if (is_ascii(at(end))) break;
    const CodePoint point = decode_utf8(source_.bytes.substr(end));
    if (!point.valid || glyph_of(point.value) != Glyph::Letter) break;
    if (first.empty()) first = describe(point.value);
    end += point.length;
  }
  source_.sink.report(diagnose(kind::NonAsciiName, source_.span(at_, end), first)
                          .with_help("write the name in ASCII; comments and strings may hold any letters"));
  return faulty(TokenKind::Name, end);
}

Token Scanner::scan_number() {
  std::uint32_t end = at_;
  while (is_digit(at(end))) ++end;

  const char next = at(end);
  const char after = at(end + 1);
  if (next == '-') {
    const std::uint32_t date_end = end_of_date(end);
    return date_end == end ? token(TokenKind::Number, end) : token(TokenKind::Date, date_end);
  }
  if ((next == '.' || next == ':') && (is_address_byte(after))) return scan_address(end);
  if (next == '/' && (is_name_start(after) || is_digit(after))) {
    ++end;
    while (is_name_start(at(end)) || is_digit(at(end)) || at(end) == '.') ++end;
    return token(TokenKind::Slashed, end);
  }
  if (!is_name_start(next)) return token(TokenKind::Number, end);

  while (is_name_byte(at(end)) && !(at(end) == '-' && at(end + 1) == '>')) ++end;
  if ((at(end) == '.' || at(end) == ':') && is_address_byte(at(end + 1))) return scan_address(end);
  source_.sink.report(diagnose(kind::DigitAtStart, source_.span(at_, end), shown(text(at_, end)))
                          .with_help("a name begins with a letter or `_`; a number is decimal digits alone"));
  return faulty(TokenKind::Name, end);
}

// Two hyphens with digits after each make a date of digits, one a range of ports (which is three words).
std::uint32_t Scanner::end_of_date(std::uint32_t end) const {
  std::uint32_t at_hyphen = end;
  int hyphens = 0;
  while (at(at_hyphen) == '-' && is_digit(at(at_hyphen + 1))) {
    ++hyphens;
    ++at_hyphen;
    while (is_digit(at(at_hyphen))) ++at_hyphen;
  }
  return hyphens >= 2 ? at_hyphen : end;
}

// All that hangs together with an address, faults included: whether it is one is for parse_address to say.
Token Scanner::scan_address(std::uint32_t from) {
  std::uint32_t end = from;
  while (end < source_.size()) {
    const char next = at(end + 1);
    const bool joins = at(end) == '-' || at(end) == '/';
    const bool joined = is_name_start(next) || is_digit(next) || next == ':';
    if (!is_address_byte(at(end)) && !(joins && joined)) break;
    ++end;
  }
  return token(TokenKind::Address, end_of_odd_prefix(end));
}

// Where what stands for the length of a prefix ends, blanks and signs included (10.0.0.0/+8, 10.0.0.0 / 8), so that it
// is one error; `from` where no `/` follows, or one that begins a comment.
std::uint32_t Scanner::end_of_odd_prefix(std::uint32_t from) const {
  const std::uint32_t slash = end_of_blanks(from);
  if (at(slash) != '/' || at(slash + 1) == '/' || at(slash + 1) == '*') return from;

  const std::uint32_t length = end_of_blanks(slash + 1);
  if (length > slash + 1 && !is_digit(at(length))) return slash + 1;
  std::uint32_t end = length;
  while (end < source_.size() && !ends_odd_word(at(end))) ++end;
  return end;
}

std::uint32_t Scanner::end_of_blanks(std::uint32_t from) const {
  while (at(from) == ' ' || at(from) == '\t') ++from;
  return from;
}

std::optional<Token> Scanner::scan_dash() {
  if (at(at_ + 1) == '>') return token(TokenKind::Arrow, at_ + 2);

  std::uint32_t end = at_ + 1;
  while (at(end) == ' ' || at(end) == '\t' || at(end) == '-') ++end;
  if (at(end) == '>') return foreign_arrow(end + 1);
  return token(TokenKind::Dash, at_ + 1);
}

std::optional<Token> Scanner::scan_colon() {
  if (at(at_ + 1) == ':') return scan_address(at_);
  return drop(at_ + 1, "take it away: a value follows its word after a blank", kind::EqualsSign, text(at_, at_ + 1));
}

std::optional<Token> Scanner::scan_equals() {
  if (at(at_ + 1) == '>') return foreign_arrow(at_ + 2);
  return drop(at_ + 1, "take it away: a value follows its word after a blank", kind::EqualsSign, text(at_, at_ + 1));
}

// `//` and `/* … */` are passed over as the comments that they were meant to be.
std::optional<Token> Scanner::scan_slash() {
  const std::string_view opening = text(at_, std::min(at_ + 2, source_.size()));
  if (opening != "//" && opening != "/*") {
    return drop(at_ + 1, "take it away", kind::StrayCharacter, std::string("/"));
  }
  source_.sink.report(
      diagnose(kind::ForeignComment, source_.span(at_, at_ + 2), opening).with_help("a comment runs from `#` to the end of the line"));

  const std::size_t close = opening == "/*" ? source_.bytes.find("*/", at_ + 2) : std::string_view::npos;
  at_ = close == std::string_view::npos ? skip_comment(source_, at_) : static_cast<std::uint32_t>(close) + 2;
  return std::nullopt;
}

Token Scanner::scan_star() {
  source_.sink.report(diagnose(kind::StrayCharacter, source_.span(at_, at_ + 1), std::string("*"))
                          .with_help("everybody is `any`, every service `all`, and all ports of a protocol its word alone: `tcp`"));
  return faulty(TokenKind::Name, at_ + 1);
}

Token Scanner::scan_text(Quote quote, std::uint32_t opening) {
  if (quote == Quote::Single) {
    source_.sink.report(diagnose(kind::SingleQuote, source_.span(at_, opening)).with_help("write `\"` at both ends"));
  }
  const ScannedString scanned = scan_string(source_, at_, opening, quote);
  if (!scanned.closed) ++unclosed_strings_;
  Token string = token(TokenKind::String, scanned.end);
  string.faulty = scanned.faulty || quote != Quote::Double;
  string.unclosed = !scanned.closed;
  return string;
}

Token Scanner::foreign_arrow(std::uint32_t end) {
  std::string shown(text(at_, end));
  if (!is_ascii(shown.front())) shown = describe(decode_utf8(shown).value);
  source_.sink.report(diagnose(kind::ForeignArrow, source_.span(at_, end), shown).with_help("write `->`"));
  return faulty(TokenKind::Arrow, end);
}

Token Scanner::settle(Token token) {
  if (token.begin == glued_at_ || goes_on_behind_strays(token)) token.faulty = true;
  move_place(token);
  at_ = last_end_ = token.end;
  first_on_line_ = false;
  return token;
}

TokenKind Scanner::kind_by_place(std::string_view word) const {
  if (place_ == Place::IcmpType && icmp_type_number(Family::V4, word)) return TokenKind::IcmpType;
  if (place_ == Place::Icmp6Type && icmp_type_number(Family::V6, word)) return TokenKind::IcmpType;
  if (place_ == Place::FeedFlags) return flag_kind(word).value_or(TokenKind::Name);
  return TokenKind::Name;
}

void Scanner::move_place(const Token& token) {
  const Place before = place_;
  place_ = Place::Plain;
  if (token.is(TokenKind::File)) place_ = Place::FeedPath;
  if (token.is(TokenKind::Icmp)) place_ = Place::IcmpType;
  if (token.is(TokenKind::Icmp6)) place_ = Place::Icmp6Type;

  const bool path = before == Place::FeedPath && token.is(TokenKind::String);
  const bool count = before == Place::FeedNumber && token.is(TokenKind::Number);
  const bool flag = token.is(TokenKind::FlagOptional) || token.is(TokenKind::FlagWide);
  if (path || count || flag) place_ = Place::FeedFlags;
  if (token.is(TokenKind::FlagMin) || token.is(TokenKind::FlagMax)) place_ = Place::FeedNumber;
}

}  // namespace sgc::frontend
