// The strict readers of digits that parse_address.cpp and the fast lane of the feed reader share: they take
// exactly what sgc accepts, and say nothing about what is wrong with the rest (address_fault.cpp does).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "compiler/net/address.h"

namespace sgc {

constexpr unsigned kMaxOctet = 255;

// What a scanner found at the beginning of a text. `end` is past the last byte that belongs to it; null when
// it is not there.
struct ScannedNumber {
  const char* end = nullptr;
  std::uint32_t value = 0;
};

constexpr bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

// A decimal number without a leading zero, at most `most` (below 1000). Digits beyond it are not looked at.
inline ScannedNumber scan_small_number(const char* at, const char* end, std::uint32_t most) {
  constexpr int kMostDigits = 3;
  if (at == end || !is_digit(*at)) return {};
  std::uint32_t value = static_cast<std::uint32_t>(*at++ - '0');
  if (value == 0) return {at, 0};

  for (int digits = 1; digits < kMostDigits && at != end && is_digit(*at); ++digits) {
    value = value * 10 + static_cast<std::uint32_t>(*at++ - '0');
  }
  return value <= most ? ScannedNumber{at, value} : ScannedNumber{};
}

// The same for an octet, four bytes at once where so many may be read: without a branch for each digit it takes two
// thirds of the time, because nobody can predict how long an octet is.
inline ScannedNumber scan_octet(const char* at, const char* end) {
  constexpr std::uint32_t kZeros = 0x30303030;      // '0' in each byte
  constexpr std::uint32_t kAboveNine = 0x76767676;  // carries into the top bit of a byte above 9
  constexpr std::uint32_t kTopBits = 0x80808080;
  constexpr std::uint32_t kByte = 0xFF;

  std::uint32_t bytes = 0;
  const bool first_byte_is_lowest = std::endian::native == std::endian::little;
  if (!first_byte_is_lowest || end - at < static_cast<std::ptrdiff_t>(sizeof bytes)) {
    return scan_small_number(at, end, kMaxOctet);
  }
  std::memcpy(&bytes, at, sizeof bytes);

  const std::uint32_t digits = bytes ^ kZeros;
  const std::uint32_t no_digits = ((digits + kAboveNine) | digits) & kTopBits;
  const unsigned length = static_cast<unsigned>(std::countr_zero(no_digits)) / 8;
  if (length == 0 || length > 3) return {};

  const std::uint32_t right = digits << (8 * (4 - length));  // the last digit in the highest byte
  const std::uint32_t value = (right >> 24U) + (right >> 16U & kByte) * 10 + (right >> 8U & kByte) * 100;
  const bool leading_zero = length > 1 && (digits & kByte) == 0;
  return value > kMaxOctet || leading_zero ? ScannedNumber{} : ScannedNumber{at + length, value};
}

// Four octets in decimal with dots between. What follows is not looked at: the caller must see that it is no
// digit.
inline ScannedNumber scan_v4(const char* at, const char* end) {
  std::uint32_t address = 0;
  for (int octets = 0; octets < 4; ++octets) {
    if (octets != 0) {
      if (at == end || *at != '.') return {};
      ++at;
    }
    const ScannedNumber octet = scan_octet(at, end);
    if (octet.end == nullptr) return {};
    address = address << 8U | octet.value;
    at = octet.end;
  }
  return {at, address};
}

// All of `text` as one address in dotted decimal.
std::optional<std::uint32_t> read_v4(std::string_view text);

// All of `text` as one address in a form of RFC 4291, section 2.2. IPv4-mapped ones are taken here.
std::optional<u128> read_v6(std::string_view text);

// All of `text` as the length of a prefix: plain decimal, without a leading zero, at most `most`.
std::optional<unsigned> read_prefix_length(std::string_view text, unsigned most);

// ::ffff:0:0/96, the IPv4 addresses as seen by a socket of IPv6 (RFC 4291, section 2.5.5.2).
constexpr unsigned kMappedPrefixLength = 96;
constexpr bool is_mapped(u128 v6) {
  return v6 >> kAddressBitsV4 == 0xFFFF;
}

}  // namespace sgc
