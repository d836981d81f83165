#include "compiler/frontend/read_word.h"

#include <algorithm>
#include <chrono>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/characters.h"
#include "compiler/net/protocol.h"

namespace sgc::frontend {
namespace {

constexpr std::uint64_t kMaxNumber = INT64_MAX;

bool has_leading_zero(std::string_view digits) { return digits.size() > 1 && digits.front() == '0'; }

void report_leading_zero(SourceText& source, const Token& token) {
  const std::string_view digits = text_of(source, token);
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  source.sink.report(diagnose(kind::LeadingZero, span_of(source, token), shown(digits))
                         .with_help(fmt::format("write `{}`", shown(digits.substr(first)))));
}

// The value of decimal digits, or nothing where it is above `most`.
std::optional<std::uint64_t> decimal(std::string_view digits, std::uint64_t most) {
  std::uint64_t value = 0;
  for (const char digit : digits) {
    const auto ones = static_cast<std::uint64_t>(digit - '0');
    if (value > (most - ones) / 10) return std::nullopt;
    value = value * 10 + ones;
  }
  return value <= most ? std::optional(value) : std::nullopt;
}

constexpr std::size_t kYearDigits = 4;
constexpr std::size_t kDateLength = 10;

bool is_date_form(std::string_view text) {
  if (text.size() != kDateLength || text[kYearDigits] != '-' || text[kYearDigits + 3] != '-') return false;
  return std::count_if(text.begin(), text.end(), is_digit) == 8;
}

unsigned number_at(std::string_view text, std::size_t begin, std::size_t count) {
  unsigned value = 0;
  for (const char digit : text.substr(begin, count)) value = value * 10 + static_cast<unsigned>(digit - '0');
  return value;
}

}  // namespace

ast::Name read_name(const SourceText& source, const Token& token) {
  return {text_of(source, token), span_of(source, token)};
}

ast::String read_string(const SourceText& source, const Token& token) {
  return {string_value(without_quotes(text_of(source, token))), span_of(source, token)};
}

std::optional<std::uint64_t> read_number(SourceText& source, const Token& token) {
  if (token.faulty) return std::nullopt;
  const std::string_view digits = text_of(source, token);
  if (has_leading_zero(digits)) {
    report_leading_zero(source, token);
    return std::nullopt;
  }
  const auto value = decimal(digits, kMaxNumber);
  if (!value) source.sink.report(diagnose(kind::NumberTooLarge, span_of(source, token), shown(digits)));
  return value;
}

std::optional<std::uint16_t> read_port(SourceText& source, const Token& token) {
  if (token.faulty) return std::nullopt;
  const std::string_view digits = text_of(source, token);
  if (has_leading_zero(digits)) {
    report_leading_zero(source, token);
    return std::nullopt;
  }
  const auto value = decimal(digits, kMaxPort);
  if (!value) {
    source.sink.report(diagnose(kind::PortTooLarge, span_of(source, token), shown(digits), kMaxPort)
                           .with_help("all ports from one on are `1024-65535`"));
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(*value);
}

void report_port_zero(SourceText& source, const Token& token) {
  source.sink.report(diagnose(kind::PortZero, span_of(source, token))
                         .with_help("0 stands only as the start of a range, `0-1023`; all ports are the protocol alone"));
}

std::optional<std::uint16_t> read_single_port(SourceText& source, const Token& token) {
  const auto port = read_port(source, token);
  if (port != 0) return port;
  report_port_zero(source, token);
  return std::nullopt;
}

std::optional<ast::Date> read_date(SourceText& source, const Token& token) {
  if (token.faulty) return std::nullopt;
  const std::string_view text = text_of(source, token);
  if (!is_date_form(text)) {
    source.sink.report(diagnose(kind::NoSuchDay, span_of(source, token), shown(text))
                           .with_help("a date is year, month and day: `2027-01-31`"));
    return std::nullopt;
  }

  using namespace std::chrono;
  const year_month_day day{year{static_cast<int>(number_at(text, 0, 4))}, month{number_at(text, 5, 2)},
                           std::chrono::day{number_at(text, 8, 2)}};
  if (!day.ok()) {
    auto finding = diagnose(kind::NoSuchDay, span_of(source, token), text);
    if (day.month().ok()) {
      const year_month_day last = day.year() / day.month() / std::chrono::last;
      finding.help = fmt::format("that month has {} days", static_cast<unsigned>(last.day()));
    } else {
      finding.help = "months are 01 to 12: year, month and day, `2027-01-31`";
    }
    source.sink.report(std::move(finding));
    return std::nullopt;
  }
  return ast::Date{static_cast<std::int32_t>(sys_days(day).time_since_epoch().count()), span_of(source, token)};
}

}  // namespace sgc::frontend
