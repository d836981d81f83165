#include "targets/host/plain_words.h"

#include <algorithm>

namespace sgc::host {
namespace {

constexpr std::string_view kEllipsis = "…";

// One character of a text that may be anything.
struct Character {
  char32_t value = 0;
  std::size_t length = 1;  // in bytes
  bool sound = false;      // false: the first byte begins no character
};

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// UTF-8 as RFC 3629 has it: shortest form, no surrogates, at most U+10FFFF.
Character first_character(std::string_view text) {
  struct Form {
    unsigned char mask, lead;
    std::size_t length;
    char32_t least;
  };
  constexpr Form kForms[] = {{0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};

  const auto lead = static_cast<unsigned char>(text[0]);
  for (const Form& form : kForms) {
    if ((lead & form.mask) != form.lead) continue;
    if (text.size() < form.length) return {};
    char32_t value = lead & static_cast<unsigned char>(~form.mask);
    for (std::size_t i = 1; i < form.length; ++i) {
      if (!is_continuation(text[i])) return {};
      value = value << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < form.least || surrogate || value > 0x10FFFF) return {};
    return {value, form.length, true};
  }
  return {};
}

bool is_control(char32_t value) { return value < 0x20 || value == 0x7F; }

// What makes a reader see another text than the one that is there: C1 controls, other line ends, direction marks.
bool misleads(char32_t value) {
  const auto within = [value](char32_t first, char32_t last) { return first <= value && value <= last; };
  return within(0x80, 0x9F) || within(0x200B, 0x200F) || within(0x2028, 0x202E) || within(0x2060, 0x2069) || value == 0xFEFF;
}

// Appends what stands for this character.
void append(std::string& text, const Character& character, std::string_view bytes, std::span<const Exchange> exchanges) {
  if (!character.sound || misleads(character.value)) {
    text += '?';
  } else if (is_control(character.value)) {
    text += ' ';
  } else {
    const auto other = std::find_if(exchanges.begin(), exchanges.end(), [&](const Exchange& e) { return bytes == std::string_view(&e.from, 1); });
    text += other == exchanges.end() ? bytes : std::string_view(&other->to, 1);
  }
}

// At most `most_bytes` of it, cut before a character.
void shorten(std::string& text, const WordForm& form) {
  if (text.size() <= form.most_bytes) return;

  const std::string_view mark = form.cut_is_marked ? kEllipsis : std::string_view();
  std::size_t end = form.most_bytes - mark.size();
  while (end > 0 && is_continuation(text[end])) --end;
  text.resize(end);
  text += mark;
}

}  // namespace

Words plain_words(std::string_view text, const WordForm& form) {
  Words words;
  words.text.reserve(std::min(text.size(), form.most_bytes));
  for (std::string_view rest = text; !rest.empty();) {
    const Character character = first_character(rest);
    append(words.text, character, rest.substr(0, character.length), form.exchanges);
    rest.remove_prefix(character.length);
  }
  shorten(words.text, form);
  words.changed = words.text != text;
  return words;
}

}  // namespace sgc::host
