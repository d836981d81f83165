// Numbers as an array of C. A short one is numbers that can be read; a long one is a string literal, because a compiler
// takes a million numbers in seconds and as many bytes of text in a hundredth of that.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sgc::targets::xdp {

// Bytes of one section of an object: what older kernels take as one map.
constexpr std::size_t kMostSectionBytes = std::size_t{4} << 20U;

// From here on an array is a literal, in sections of its own.
constexpr std::size_t kLiteralPays = 512;  // elements

enum class Width : std::uint8_t { Byte = 1, Half = 2, Word = 4 };

// The narrowest that holds all values.
Width width_for(std::span<const std::uint32_t> values);
std::string_view c_type(Width width);  // "__u16"

constexpr std::size_t bytes_of(Width width) { return static_cast<std::size_t>(width); }

// What stands behind an array. One that is read with the upper bits of an address is never read past its end; behind others
// are zeros (BEYOND in the template).
enum class Behind : std::uint8_t { Zeros, Nothing };
constexpr std::size_t kBytesBeyond = 128;

constexpr std::size_t elements_a_section(Width width, Behind behind = Behind::Zeros) {
  return (kMostSectionBytes - (behind == Behind::Zeros ? kBytesBeyond : 0)) / bytes_of(width);
}

// Appends the definition of `name`_0, `name`_1 …, as many as its sections.
void append_c_array(std::string& out, std::string_view name, Width width, std::span<const std::uint32_t> values,
                    Behind behind = Behind::Zeros);

// The same for an array of which most elements are 0: the others, with their places. It has no section of its own.
void append_c_runs(std::string& out, std::string_view name, Width width, std::span<const std::uint32_t> values);

// Appends the definition of the function `name` that reads an element, or 0 past the end (see TABLE in the template).
void append_c_reader(std::string& out, std::string_view name, Width width, std::size_t elements);

// The sections that it takes of its own: none for a short one.
std::size_t sections_of(Width width, std::size_t elements, Behind behind = Behind::Zeros);

}  // namespace sgc::targets::xdp
