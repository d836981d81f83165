#include "targets/xdp/c_array.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kColumns = 112;

// One byte of a string literal. `next` is the byte after it: an escape of fewer than three digits must not run into it.
class LiteralByte {
 public:
  LiteralByte(std::uint8_t byte, bool digit_follows) {
    if (byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\' && byte != '?') {
      put(byte);
      return;
    }
    put('\\');
    if (byte >= 0100 || digit_follows) put(static_cast<std::uint8_t>('0' + (byte >> 6U)));
    if (byte >= 010 || digit_follows) put(static_cast<std::uint8_t>('0' + (byte >> 3U & 7U)));
    put(static_cast<std::uint8_t>('0' + (byte & 7U)));
  }

  std::string_view text() const { return {text_.data(), size_}; }

 private:
  void put(std::uint8_t c) { text_[size_++] = static_cast<char>(c); }

  std::array<char, 4> text_{};
  std::size_t size_ = 0;
};

std::uint8_t byte_at(std::span<const std::uint32_t> values, std::size_t width, std::size_t at) {
  return static_cast<std::uint8_t>(values[at / width] >> (at % width * 8));
}

void append_literal(std::string& out, std::size_t width, std::span<const std::uint32_t> values) {
  const std::size_t bytes = values.size() * width;
  std::size_t column = kColumns;
  for (std::size_t i = 0; i < bytes; ++i) {
    if (column >= kColumns) {
      out += i == 0 ? "\n\t\"" : "\"\n\t\"";
      column = 0;
    }
    const std::uint8_t next = i + 1 < bytes ? byte_at(values, width, i + 1) : 0;
    const LiteralByte byte(byte_at(values, width, i), next >= '0' && next <= '7');
    out += byte.text();
    column += byte.text().size();
  }
  out += '"';
}

void append_numbers(std::string& out, Width width, std::span<const std::uint32_t> values) {
  constexpr std::size_t kNumbersALine = 8;
  out += '{';
  for (std::size_t i = 0; i < values.size(); ++i) {
    out += i % kNumbersALine == 0 ? "\n\t" : " ";
    if (width == Width::Word) {
      fmt::format_to(std::back_inserter(out), "0x{:08x},", values[i]);
    } else {
      fmt::format_to(std::back_inserter(out), "{},", values[i]);
    }
  }
  out += "\n}";
}

void append_reader_of_parts(std::string& out, std::string_view name, Width width, std::size_t count) {
  const std::size_t a_part = elements_a_section(width);
  fmt::format_to(std::back_inserter(out),
                 "INLINE {} {}(__u64 at)\n{{\n\tSEPARATE(at);\n", c_type(width), name);
  for (std::size_t part = 0; part * a_part < count; ++part) {
    fmt::format_to(std::back_inserter(out), "\tif (at < {})\n\t\treturn ((const {} *){}_{})[at - {}];\n",
                   std::min(count, (part + 1) * a_part), c_type(width), name, part, part * a_part);
  }
  out += "\treturn 0;\n}\n";
}

}  // namespace

Width width_for(std::span<const std::uint32_t> values) {
  const std::uint32_t most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  if (most <= UINT8_MAX) return Width::Byte;
  return most <= UINT16_MAX ? Width::Half : Width::Word;
}

std::string_view c_type(Width width) {
  switch (width) {
    case Width::Byte: return "__u8";
    case Width::Half: return "__u16";
    case Width::Word: return "__u32";
  }
  return {};
}

std::size_t sections_of(Width width, std::size_t elements, Behind behind) {
  if (elements < kLiteralPays) return 0;
  return (elements - 1) / elements_a_section(width, behind) + 1;
}

void append_c_array(std::string& out, std::string_view name, Width width, std::span<const std::uint32_t> values, Behind behind) {
  const auto back = std::back_inserter(out);
  const std::size_t sections = sections_of(width, values.size(), behind);
  if (sections == 0) {
    fmt::format_to(back, "SHORT({}, {}, {}) = ", name, c_type(width), values.size());
    append_numbers(out, width, values);
    out += ";\n";
  }
  for (std::size_t part = 0; part < sections; ++part) {
    const std::size_t a_part = elements_a_section(width, behind);
    const auto of_part = values.subspan(part * a_part, std::min(a_part, values.size() - part * a_part));
    fmt::format_to(back, "{}({}, {}, {}) =", behind == Behind::Zeros ? "LITERAL" : "INDEX_LITERAL", name, part,
                   of_part.size() * bytes_of(width));
    append_literal(out, bytes_of(width), of_part);
    out += ";\n";
  }
}

void append_c_runs(std::string& out, std::string_view name, Width width, std::span<const std::uint32_t> values) {
  const auto back = std::back_inserter(out);
  fmt::format_to(back, "SHORT({}, {}, {}) = {{\n", name, c_type(width), values.size());
  for (std::size_t first = 0, last = 0; first < values.size(); first = last + 1) {
    for (last = first; last + 1 < values.size() && values[last + 1] == values[first];) ++last;
    if (values[first] == 0) continue;
    if (first == last) {
      fmt::format_to(back, "\t[{}] = {},\n", first, values[first]);
    } else {
      fmt::format_to(back, "\t[{} ... {}] = {},\n", first, last, values[first]);
    }
  }
  out += "};\n";
}

void append_c_reader(std::string& out, std::string_view name, Width width, std::size_t elements) {
  if (sections_of(width, elements) <= 1) {
    fmt::format_to(std::back_inserter(out), "TABLE({}, {}, {})\n", name, c_type(width), elements);
  } else {
    append_reader_of_parts(out, name, width, elements);
  }
}

}  // namespace sgc::targets::xdp
