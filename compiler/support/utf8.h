// UTF-8 as RFC 3629 has it: shortest form, no surrogates, at most U+10FFFF. Any bytes may be asked about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sgc {

// One character, or one byte that begins none.
struct CodePoint {
  char32_t value = 0;        // U+FFFD where it is not valid
  std::uint32_t length = 1;  // in bytes; 1 where it is not valid
  bool valid = false;
};

// The one at the beginning of `text`, which is not empty.
CodePoint decode_utf8(std::string_view text);

void append_utf8(std::string& text, char32_t value);

// Whether a byte stands within a character and does not begin one.
constexpr bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The beginning of a text: at most so many bytes, and no part of a character at its end.
std::string_view cut_to(std::string_view text, std::size_t most_bytes);

}  // namespace sgc
