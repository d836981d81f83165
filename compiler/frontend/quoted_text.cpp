#include "compiler/frontend/quoted_text.h"

#include "compiler/diag/catalog.h"
#include "compiler/frontend/characters.h"
#include "compiler/support/utf8.h"

namespace sgc::frontend {
namespace {

constexpr char kDelete = 0x7F;

bool is_ascii_control(char byte) { return is_ascii(byte) && (byte < ' ' || byte == kDelete); }

// A character that may not even stand in a comment or string, by its length in bytes; 0 for any other.
std::uint32_t control_length(const SourceText& source, std::uint32_t at) {
  const char byte = source.bytes[at];
  if (is_ascii_control(byte)) {
    const bool line_end = byte == '\n' || (byte == '\r' && source.bytes.substr(at + 1, 1) == "\n");
    return line_end || byte == '\t' ? 0 : 1;
  }
  if (is_ascii(byte)) return 0;
  const CodePoint point = decode_utf8(source.bytes.substr(at));
  return point.valid && glyph_of(point.value) == Glyph::Control ? point.length : 0;
}

std::string control_text(std::string_view bytes) {
  if (bytes.front() == '\0') return "a NUL byte";
  if (bytes.front() == '\r') return "a carriage return that ends no line";
  if (is_ascii(bytes.front())) return fmt::format("control character U+{:04X}", static_cast<unsigned>(bytes.front()));
  return describe(decode_utf8(bytes).value);
}

// Passes over one character of a comment or string, reporting it where it may not stand there. True if it did.
bool pass_character(SourceText& source, std::uint32_t& at) {
  if (control_length(source, at) != 0) {
    at = report_control(source, at);
    return true;
  }
  if (is_ascii(source.bytes[at])) {
    ++at;
    return false;
  }
  const CodePoint point = decode_utf8(source.bytes.substr(at));
  if (!point.valid) report_not_utf8(source, at);
  at += point.length;
  return !point.valid;
}

// The bytes of the closing quote at `at`, 0 where there is none.
std::uint32_t closing_quote(const SourceText& source, std::uint32_t at, Quote quote) {
  const char byte = source.bytes[at];
  if (quote == Quote::Single) return byte == '\'' ? 1 : 0;
  if (byte == '"') return 1;
  if (quote == Quote::Double || is_ascii(byte)) return 0;
  const CodePoint point = decode_utf8(source.bytes.substr(at));
  return point.valid && glyph_of(point.value) == Glyph::DoubleQuote ? point.length : 0;
}

bool ends_line(const SourceText& source, std::uint32_t at) {
  return at >= source.size() || source.bytes[at] == '\n' || source.bytes.substr(at, 2) == "\r\n";
}

// Before: a backslash stands at `at`, and its line goes on.
bool pass_escape(SourceText& source, std::uint32_t& at) {
  const std::uint32_t begin = at++;
  const char escaped = source.bytes[at];
  if (escaped == '"' || escaped == '\\' || escaped == 'n' || escaped == 't') {
    ++at;
    return false;
  }
  const CodePoint point = decode_utf8(source.bytes.substr(at));
  if (!point.valid || control_length(source, at) != 0) return pass_character(source, at);
  at += point.length;
  source.sink.report(diagnose(kind::UnknownEscape, source.span(begin, at),
                              std::string(source.bytes.substr(begin + 1, at - begin - 1)))
                         .with_help("escapes are `\\\"`, `\\\\`, `\\n` and `\\t`; a backslash itself is `\\\\`"));
  return true;
}

bool pass_tab(SourceText& source, std::uint32_t& at) {
  source.sink.report(diagnose(kind::ControlCharacter, source.span(at, at + 1), std::string("a tab in a string"))
                         .with_help("write it as `\\t`"));
  ++at;
  return true;
}

void report_unclosed(SourceText& source, std::uint32_t begin, std::uint32_t end) {
  source.sink.report(diagnose(kind::UnclosedString, source.span(begin, end))
                         .with_help("close it with `\"`; a quote inside is written `\\\"`, a line end `\\n`"));
}

}  // namespace

std::uint32_t skip_comment(SourceText& source, std::uint32_t at) {
  while (at < source.size() && source.bytes[at] != '\n') pass_character(source, at);
  return at;
}

std::uint32_t report_control(SourceText& source, std::uint32_t at) {
  const std::uint32_t begin = at;
  const std::string text = control_text(source.bytes.substr(at));
  while (at < source.size()) {
    const std::uint32_t length = control_length(source, at);
    if (length == 0) break;
    at += length;
  }
  source.sink.report(diagnose(kind::ControlCharacter, source.span(begin, at), text)
                         .with_help("remove it: what people see and what is there must be the same"));
  return at;
}

void report_not_utf8(SourceText& source, std::uint32_t at) {
  if (source.said_not_utf8) return;
  source.said_not_utf8 = true;
  source.sink.report(diagnose(kind::NotUtf8, source.span(at, at + 1),
                              fmt::format("this byte (0x{:02X}) is not UTF-8",
                                          static_cast<unsigned>(static_cast<unsigned char>(source.bytes[at]))))
                         .with_help("save the file as UTF-8: other bytes of it may be wrong too"));
}

ScannedString scan_string(SourceText& source, std::uint32_t begin, std::uint32_t at, Quote quote) {
  ScannedString scanned;
  while (!ends_line(source, at)) {
    if (const std::uint32_t length = closing_quote(source, at, quote); length != 0) {
      scanned.end = at + length;
      return scanned;
    }
    bool bad = false;
    if (source.bytes[at] == '\\' && !ends_line(source, at + 1)) {
      bad = pass_escape(source, at);
    } else if (source.bytes[at] == '\t') {
      bad = pass_tab(source, at);
    } else {
      bad = pass_character(source, at);
    }
    scanned.faulty = scanned.faulty || bad;
  }

  while (source.bytes[at - 1] == ' ' && at > begin + 1) --at;
  report_unclosed(source, begin, at);
  return {at, false, true};
}

std::string_view without_quotes(std::string_view text) {
  const auto is_quote = [](std::string_view character) {
    return character == "\"" || character == "'" || glyph_of(decode_utf8(character).value) == Glyph::DoubleQuote;
  };
  const std::size_t opening = decode_utf8(text).length;
  if (!is_quote(text.substr(0, opening))) return text;
  text.remove_prefix(opening);
  std::size_t last = 0;  // where the last character begins
  for (std::size_t at = 0; at < text.size(); at += decode_utf8(text.substr(at)).length) last = at;
  if (!text.empty() && is_quote(text.substr(last))) text.remove_suffix(text.size() - last);
  return text;
}

std::string string_value(std::string_view between_quotes) {
  std::string value;
  value.reserve(between_quotes.size());
  for (std::size_t i = 0; i < between_quotes.size(); ++i) {
    const char byte = between_quotes[i];
    if (byte != '\\' || i + 1 == between_quotes.size()) {
      value += byte;
      continue;
    }
    const char escaped = between_quotes[++i];
    if (escaped == 'n') value += '\n';
    if (escaped == 't') value += '\t';
    if (escaped == '"' || escaped == '\\') value += escaped;
  }
  return value;
}

}  // namespace sgc::frontend
