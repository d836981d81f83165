#include "compiler/driver/today.h"

#include <chrono>

#include "compiler/driver/numbers.h"

namespace sgc::driver {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999
constexpr std::size_t kDayLength = std::string_view("2027-01-31").size();

// Two or four digits, leading zeros included.
std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<std::int32_t> parse_day(std::string_view text) {
  if (text.size() != kDayLength || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::optional<std::int32_t> today(const std::optional<std::int32_t>& written, const World& world) {
  if (written) return written;

  std::int64_t seconds = world.seconds_since_1970();
  if (const auto epoch = world.variable("SOURCE_DATE_EPOCH"); epoch && !epoch->empty()) {
    const auto number = parse_number(*epoch, 0, kLastSecond);
    if (!number) return std::nullopt;
    seconds = *number;
  }
  return static_cast<std::int32_t>(seconds / kSecondsPerDay);
}

}  // namespace sgc::driver
