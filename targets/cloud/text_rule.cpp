#include "targets/cloud/text_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/support/digest.h"
#include "targets/cloud/placeholder.h"

namespace sgc::targets::cloud {
namespace {

constexpr std::string_view kCut = "...";
constexpr std::size_t kHashDigits = 8;

// One character of a text: its bytes, or one byte that is no UTF-8.
struct Character {
  std::string_view bytes;
  bool valid = true;
};

std::size_t announced_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

Character character_at(std::string_view text, std::size_t at) {
  const std::size_t length = announced_length(static_cast<unsigned char>(text[at]));
  const std::string_view bytes = text.substr(at, std::max<std::size_t>(length, 1));
  const bool continued = std::all_of(bytes.begin() + 1, bytes.end(),
                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
  if (length == 0 || bytes.size() < length || !continued) return {text.substr(at, 1), false};
  return {bytes, true};
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What the rule makes of one character.
std::string_view fitted(const Character& character, const TextRule& rule) {
  if (!character.valid) return "_";
  const char first = character.bytes.front();
  if (character.bytes.size() > 1) return rule.beyond_ascii ? character.bytes : "_";
  if (static_cast<unsigned char>(first) <= 0x20 || first == 0x7F) return " ";
  return is_letter_or_digit(first) || rule.signs.find(first) != std::string_view::npos ? character.bytes : "_";
}

}  // namespace

std::string fit_text(std::string_view text, const TextRule& rule) {
  const std::string clear = without_placeholders(text);
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < clear.size();) {
    const Character character = character_at(clear, at);
    at += character.bytes.size();
    const std::string_view fit = fitted(character, rule);
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
  for (std::size_t at = 0; at < text.size(); ++count) at += character_at(text, at).bytes.size();
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
