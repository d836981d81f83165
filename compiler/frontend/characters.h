// What a byte or a code point is to the scanner. Policies are UTF-8; outside of strings and comments only ASCII has a
// meaning, and what editors and chat programs like to slip in is known by name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sgc::frontend {

constexpr bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
constexpr bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
constexpr bool is_hex_digit(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}
constexpr bool is_name_start(char byte) { return is_letter(byte) || byte == '_'; }
constexpr bool is_name_byte(char byte) { return is_name_start(byte) || is_digit(byte) || byte == '-'; }
constexpr bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80U; }

// What a code point beyond ASCII is taken for.
enum class Glyph : std::uint8_t {
  Letter,   // whatever is not below
  Blank,    // looks like a space, or like nothing at all
  Control,  // ends a line for some programs, or turns the direction of what is shown
  DoubleQuote,
  SingleQuote,
  Arrow,
  Dash,
};

Glyph glyph_of(char32_t value);

// A text for a message: where it is long, its beginning.
std::string shown(std::string_view text);

// "U+00A0", and "U+00A0 (no-break space)" where the glyph has a name worth telling.
std::string describe(char32_t value);

}  // namespace sgc::frontend
