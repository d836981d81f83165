#include "targets/xdp/read_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "targets/host/unreadable.h"
#include "targets/xdp/c_array.h"

namespace sgc::targets::xdp {
namespace {

using host::Unreadable;

class Reader {
 public:
  explicit Reader(const PolicyPart& part) : rest_(part.text), line_(part.first_line) {}

  Said read() {
    while (next()) read_line();
    for (const auto& [name, bytes] : literals_) said_.arrays[name] = elements(name, bytes);
    return std::move(said_);
  }

 private:
  bool next() {
    if (rest_.empty()) return false;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    current_ = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    return true;
  }

  [[noreturn]] void fail(const std::string& why) const { throw Unreadable(line_ - 1, why); }

  void read_line() {
    constexpr std::string_view kDefine = "#define ";
    constexpr std::string_view kFunction = "INLINE ";
    if (current_.starts_with("/*")) return skip_comment();
    if (current_.starts_with(kDefine)) return read_define(current_.substr(kDefine.size()));
    if (current_.starts_with(kFunction)) return read_function(current_.substr(kFunction.size()));
    const std::size_t open = current_.find('(');
    if (open != std::string_view::npos && current_.front() >= 'A' && current_.front() <= 'Z') read_macro(current_.substr(0, open));
  }

  // Comments are printed again from the policy: that they say nothing else shows there.
  void skip_comment() {
    while (current_.find("*/") == std::string_view::npos) {
      if (!next()) fail("a comment has no end");
    }
  }

  void read_define(std::string_view text) {
    const std::size_t name = std::min(text.find_first_of(" ("), text.size());
    const std::size_t value = std::min(text.find(' '), text.size());
    said_.defines[std::string(text.substr(0, name))] = std::string(text.substr(std::min(value + 1, text.size())));
  }

  // "__u32 name(__u64 at)": of an array in several sections.
  void read_function(std::string_view text) {
    const std::size_t blank = text.find(' ');
    const std::size_t open = text.find('(');
    if (blank < open && open != std::string_view::npos) types_[std::string(text.substr(blank + 1, open - blank - 1))] = text.substr(0, blank);
  }

  void read_macro(std::string_view macro) {
    const std::size_t close = current_.find(')', macro.size());
    if (close == std::string_view::npos) fail("a bracket is not closed");
    const std::vector<std::string> words = split(current_.substr(macro.size() + 1, close - macro.size() - 1));
    if (macro == "SHORT") return read_numbers(words.front(), words.size() > 2 ? number(words[2]) : 0);
    if (macro == "LITERAL" || macro == "INDEX_LITERAL") return read_literal(words.front());
    if ((macro == "TABLE" || macro == "INDEX") && words.size() > 1) types_[words[0]] = words[1];
    said_.macros[fmt::format("{} {}", macro, words.front())] = words;
  }

  static std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (true) {
      const std::size_t comma = text.find(", ");
      words.emplace_back(text.substr(0, comma));
      if (comma == std::string_view::npos) return words;
      text.remove_prefix(comma + 2);
    }
  }

  void read_numbers(const std::string& name, std::uint32_t count) {
    std::vector<std::uint32_t>& numbers = said_.arrays[name];
    while (next() && !current_.starts_with("}")) {
      std::string_view text = current_;
      if (text.starts_with("\t[")) {
        read_run(text.substr(2), count, numbers);
        continue;
      }
      while (!text.empty()) {
        const std::size_t begin = std::min(text.find_first_not_of("\t ,"), text.size());
        text.remove_prefix(begin);
        const std::size_t end = std::min(text.find(','), text.size());
        if (end != 0) numbers.push_back(number(text.substr(0, end)));
        text.remove_prefix(end);
      }
    }
  }

  // "6] = 1," or "7 ... 255] = 2,", of an array of so many; what is not said is 0.
  void read_run(std::string_view text, std::uint32_t count, std::vector<std::uint32_t>& numbers) const {
    constexpr std::string_view kTo = " ... ";
    constexpr std::string_view kIs = "] = ";
    const std::size_t close = text.find(kIs);
    if (close == std::string_view::npos || !text.ends_with(',')) fail("this is no run of a table");
    const std::string_view places = text.substr(0, close);
    const std::size_t to = places.find(kTo);
    const std::uint32_t first = number(places.substr(0, to));
    const std::uint32_t last = to == std::string_view::npos ? first : number(places.substr(to + kTo.size()));
    const std::uint32_t value = number(text.substr(close + kIs.size(), text.size() - close - kIs.size() - 1));
    if (count >= kLiteralPays * 2 || first > last || last >= count) fail("a run reaches over its table");
    numbers.resize(count);
    std::fill(numbers.begin() + first, numbers.begin() + last + 1, value);
  }

  std::uint32_t number(std::string_view text) const {
    const auto value = number_in(text);
    if (!value) fail(fmt::format("'{}' is no number of a table", text));
    return *value;
  }

  void read_literal(const std::string& name) {
    std::string& bytes = literals_[name];
    while (next()) {
      const std::size_t open = current_.find('"');
      const std::size_t close = current_.rfind('"');
      if (open == close) fail("a literal has no end");
      append_bytes(current_.substr(open + 1, close - open - 1), bytes);
      if (current_.ends_with(';')) return;
    }
  }

  // The escapes of c_array.cpp: a backslash and one to three octal digits.
  void append_bytes(std::string_view text, std::string& bytes) const {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '\\') {
        bytes += text[at];
        continue;
      }
      unsigned value = 0;
      std::size_t digits = 0;
      for (; digits < 3 && at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '7'; ++digits) {
        value = value * 8 + static_cast<unsigned>(text[++at] - '0');
      }
      if (digits == 0 || value > UINT8_MAX) fail("a literal has an escape that sgc does not write");
      bytes += static_cast<char>(value);
    }
  }

  std::vector<std::uint32_t> elements(const std::string& name, std::string_view bytes) const {
    std::size_t width = 0;
    for (const Width possible : {Width::Byte, Width::Half, Width::Word}) {
      const auto type = types_.find(name);
      if (type != types_.end() && type->second == c_type(possible)) width = bytes_of(possible);
    }
    if (width == 0 || bytes.size() % width != 0) throw Unreadable(0, fmt::format("the table {} is not whole", name));
    std::vector<std::uint32_t> values(bytes.size() / width);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      values[i / width] |= std::uint32_t{static_cast<std::uint8_t>(bytes[i])} << (i % width * 8);
    }
    return values;
  }

  std::string_view rest_;
  std::string_view current_;
  std::size_t line_;
  Said said_;
  std::map<std::string, std::string> literals_;  // bytes, sections joined
  std::map<std::string, std::string> types_;     // of an array's elements
};

}  // namespace

std::optional<std::uint32_t> number_in(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc() || text.empty() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Said read_words(const PolicyPart& part) { return Reader(part).read(); }

}  // namespace sgc::targets::xdp
