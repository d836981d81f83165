// Which day it is for `expires`: --today, else SOURCE_DATE_EPOCH, else the clock. Days are counted from
// 1970-01-01, UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "compiler/driver/world.h"

namespace sgc::driver {

// "2027-01-31", a day that exists; nothing otherwise.
std::optional<std::int32_t> parse_day(std::string_view text);

// Nothing where SOURCE_DATE_EPOCH is set and no number of seconds.
std::optional<std::int32_t> today(const std::optional<std::int32_t>& written, const World& world);

}  // namespace sgc::driver
