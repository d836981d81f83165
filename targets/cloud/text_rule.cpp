#include "targets/cloud/text_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/support/digest.h"
#include "compiler/support/utf8.h"
#include "targets/cloud/placeholder.h"

namespace sgc::targets::cloud {
namespace {

constexpr std::string_view kCut = "...";
constexpr std::size_t kHashDigits = 8;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What the rule makes of one character, whose bytes these are, or of a byte that begins none.
std::string_view fitted(const CodePoint& character, std::string_view bytes, const TextRule& rule) {
  if (!character.valid) return "_";
  if (bytes.size() > 1) return rule.beyond_ascii ? bytes : "_";
  const char first = bytes.front();
  if (static_cast<unsigned char>(first) <= 0x20 || first == 0x7F) return " ";
  return is_letter_or_digit(first) || rule.signs.find(first) != std::string_view::npos ? bytes : "_";
}

}  // namespace

std::string fit_text(std::string_view text, const TextRule& rule) {
  const std::string clear = without_placeholders(text);
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < clear.size();) {
    const CodePoint character = decode_utf8(std::string_view(clear).substr(at));
    const std::string_view fit = fitted(character, std::string_view(clear).substr(at, character.length), rule);
    at += character.length;
    const bool needless = fit == " " && (characters.empty() || characters.back() == " ");
    if (!needless) characters.push_back(fit);
  }
  if (!characters.empty() && characters.back() == " ") characters.pop_back();

  const bool cut = characters.size() > rule.most;
  if (cut) characters.resize(rule.most - kCut.size());
  std::string result;
  for (const std::string_view bytes : characters) result.append(bytes);
  if (cut) result.append(kCut);
  return result;
}

std::size_t characters_of(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += decode_utf8(text.substr(at)).length;
  return count;
}

std::string fit_name(std::string_view name, const NameRule& rule) {
  const bool refused = std::any_of(rule.refused_starts.begin(), rule.refused_starts.end(),
                                   [&](std::string_view start) { return name.starts_with(start); });
  const bool prefixed = refused || name.size() < rule.least || name.starts_with(kNamePrefix);
  std::string fit = prefixed ? fmt::format("{}{}", kNamePrefix, name) : std::string(name);
  if (fit.size() <= rule.most) return fit;

  const std::string hash = sha256_hex(name).substr(0, kHashDigits);
  return fmt::format("{}.{}", fit.substr(0, rule.most - kHashDigits - 1), hash);
}

}  // namespace sgc::targets::cloud
