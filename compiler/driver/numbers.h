// Decimal numbers of the command line and the environment.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sgc::driver {

// All of `text` as a plain decimal number from `least` to `most`, without sign, blank or leading zero.
inline std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t least,
                                                std::int64_t most) {
  if (text.empty() || text.front() == '-' || (text.size() > 1 && text.front() == '0')) return std::nullopt;

  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return least <= value && value <= most ? std::optional(value) : std::nullopt;
}

}  // namespace sgc::driver
