#include "compiler/support/utf8.h"

namespace sgc {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kFirstSurrogate = 0xD800;
constexpr char32_t kLastSurrogate = 0xDFFF;
constexpr char32_t kLastCodePoint = 0x10FFFF;

constexpr unsigned kBitsAByte = 6;  // of those that continue a character
constexpr char32_t kContinues = 0x80;
constexpr char32_t kItsBits = 0x3F;

// What a first byte announces: how many bytes there are, and the least value that needs so many.
struct Lead {
  std::uint32_t length;
  char32_t bits;
  char32_t least;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80U) return {1, byte, 0};
  if (byte >= 0xC2U && byte <= 0xDFU) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0U && byte <= 0xEFU) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0U && byte <= 0xF4U) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

}  // namespace

CodePoint decode_utf8(std::string_view text) {
  constexpr CodePoint kNone{kReplacement, 1, false};
  const Lead lead = lead_of(static_cast<unsigned char>(text.front()));
  if (lead.length == 0 || lead.length > text.size()) return kNone;

  char32_t value = lead.bits;
  for (const char byte : text.substr(1, lead.length - 1)) {
    if (!continues_character(byte)) return kNone;
    value = value << kBitsAByte | (static_cast<unsigned char>(byte) & kItsBits);
  }
  const bool surrogate = value >= kFirstSurrogate && value <= kLastSurrogate;
  if (value < lead.least || value > kLastCodePoint || surrogate) return kNone;
  return {value, lead.length, true};
}

void append_utf8(std::string& text, char32_t value) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (value < 0x80) return add(value);

  unsigned below = kBitsAByte;  // bits that the bytes after the first hold
  if (value < 0x800) {
    add(0xC0 | value >> below);
  } else if (value < 0x10000) {
    add(0xE0 | value >> (below *= 2));
  } else {
    add(0xF0 | value >> (below *= 3));
  }
  for (; below > 0; below -= kBitsAByte) add(kContinues | (value >> (below - kBitsAByte) & kItsBits));
}

std::string_view cut_to(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  std::size_t end = most_bytes;
  while (end > 0 && continues_character(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace sgc
