// Appends text to what will be a file, fast: a million set elements are written through it.
#pragma once

#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

#include "compiler/net/prefix.h"
#include "compiler/net/service_set.h"
#include "compiler/support/huge_pages.h"

namespace sgc::host {

class Writer {
 public:
  explicit Writer(std::string start, std::size_t room) : text_(std::move(start)) {
    text_.reserve(text_.size() + room);
    prefer_huge_pages(text_.data(), text_.capacity());
  }

  Writer& operator<<(std::string_view text) {
    text_ += text;
    return *this;
  }
  Writer& operator<<(char c) {
    text_ += c;
    return *this;
  }
  Writer& operator<<(std::uint32_t number) {
    std::array<char, 10> digits{};
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text_.append(digits.data(), end);
    return *this;
  }
  Writer& operator<<(NumberRange range) {
    *this << std::uint32_t{range.first};
    if (range.first != range.last) *this << '-' << std::uint32_t{range.last};
    return *this;
  }

  // An address, a prefix where the range is one, else both ends.
  template <class Number>
  Writer& operator<<(ClosedRange<Number> range) {
    std::array<char, kMostRangeBytes> bytes;
    text_.append(bytes.data(), write_range(bytes.data(), range));
    return *this;
  }

  // The ranges of a set, one a line.
  template <class Number>
  void elements(std::span<const ClosedRange<Number>> ranges, std::string_view indent);

  std::string take() { return std::move(text_); }

 private:
  static constexpr std::size_t kMostRangeBytes = 96;  // two IPv6 addresses and a hyphen
  static constexpr std::size_t kChunkBytes = std::size_t{1} << 15U;

  template <class Number>
  static char* write_range(char* out, ClosedRange<Number> range) {
    out = write_address(out, range.first);
    if (range.first == range.last) return out;
    if (is_prefix(range)) {
      *out++ = '/';
      return std::to_chars(out, out + 3, prefix_length(range)).ptr;
    }
    *out++ = '-';
    return write_address(out, range.last);
  }

  std::string text_;
};

// A chunk on the stack is filled before the string is asked for room: the one place where the time goes.
template <class Number>
void Writer::elements(std::span<const ClosedRange<Number>> ranges, std::string_view indent) {
  std::array<char, kChunkBytes> chunk;
  char* out = chunk.data();
  const char* const full = chunk.data() + chunk.size() - kMostRangeBytes - indent.size() - 2;
  for (const ClosedRange<Number>& range : ranges) {
    if (&range != ranges.data()) *out++ = ',';
    *out++ = '\n';
    if (out > full) {
      text_.append(chunk.data(), out);
      out = chunk.data();
    }
    std::memcpy(out, indent.data(), indent.size());
    out = write_range(out + indent.size(), range);
  }
  text_.append(chunk.data(), out);
}

}  // namespace sgc::host
