#include "compiler/net/address.h"

#include <array>
#include <charconv>

#include "compiler/net/prefix.h"

namespace sgc {
namespace {

constexpr unsigned kWords = 8;  // of 16 bits, in an IPv6 address
constexpr std::size_t kTextRoom = 48;

struct OctetText {
  std::array<char, 3> digits{};
  std::uint8_t length = 0;
};

constexpr std::array<OctetText, 256> make_octets() {
  std::array<OctetText, 256> table{};
  for (unsigned value = 0; value < table.size(); ++value) {
    OctetText& text = table[value];
    const auto digit = [](unsigned d) { return static_cast<char>('0' + d); };
    if (value >= 100) text.digits[text.length++] = digit(value / 100);
    if (value >= 10) text.digits[text.length++] = digit(value / 10 % 10);
    text.digits[text.length++] = digit(value % 10);
  }
  return table;
}

constexpr std::array<OctetText, 256> kOctetTexts = make_octets();

// The first longest run of two or more zero words, which RFC 5952 writes as "::".
struct ZeroRun {
  unsigned begin = kWords;
  unsigned length = 0;
};

ZeroRun longest_zero_run(const std::array<std::uint16_t, kWords>& words) {
  ZeroRun best;
  for (unsigned i = 0; i < kWords;) {
    unsigned end = i;
    while (end < kWords && words[end] == 0) ++end;
    if (end - i >= 2 && end - i > best.length) best = {i, end - i};
    i = end + 1;
  }
  return best;
}

}  // namespace

char* write_address(char* out, std::uint32_t v4) {
  for (unsigned shift = 24;; shift -= 8) {
    const OctetText& octet = kOctetTexts[(v4 >> shift) & 255U];
    for (unsigned i = 0; i < octet.length; ++i) *out++ = octet.digits[i];
    if (shift == 0) return out;
    *out++ = '.';
  }
}

char* write_address(char* out, u128 v6) {
  std::array<std::uint16_t, kWords> words{};
  for (unsigned i = 0; i < kWords; ++i) words[i] = static_cast<std::uint16_t>(v6 >> (112U - 16U * i));

  const ZeroRun zeros = longest_zero_run(words);
  for (unsigned i = 0; i < kWords; ++i) {
    if (i == zeros.begin) {
      *out++ = ':';
      *out++ = ':';
      i += zeros.length - 1;
      continue;
    }
    if (i != 0 && i != zeros.begin + zeros.length) *out++ = ':';
    out = std::to_chars(out, out + 4, words[i], 16).ptr;
  }
  return out;
}

std::string to_string(Address address) {
  std::array<char, kTextRoom> text{};
  char* const end = address.family == Family::V4
                              ? write_address(text.data(), static_cast<std::uint32_t>(address.value))
                              : write_address(text.data(), address.value);
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

std::string to_string(const AddressRange& range) {
  const std::string first = to_string(Address{range.family, range.first});
  if (range.first == range.last) return first;

  unsigned length = 0;
  if (range.family == Family::V4) {
    const RangeV4 v4{static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)};
    if (!is_prefix(v4)) return first + "-" + to_string(Address{range.family, range.last});
    length = prefix_length(v4);
  } else {
    const RangeV6 v6{range.first, range.last};
    if (!is_prefix(v6)) return first + "-" + to_string(Address{range.family, range.last});
    length = prefix_length(v6);
  }
  return first + "/" + std::to_string(length);
}

}  // namespace sgc
