#include "targets/nftables/quote.h"

#include <algorithm>
#include <cstdint>

namespace sgc::nftables {
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

std::size_t limit_of(Place place) {
  switch (place) {
    case Place::Comment: return kMostCommentBytes;
    case Place::LogPrefix: return kMostPrefixBytes;
    case Place::Remark: return kMostRemarkBytes;
  }
  return 0;
}

// The bytes that stand for this character.
std::string_view replaced(const Character& character, std::string_view bytes, Place place) {
  if (!character.sound || misleads(character.value)) return "?";
  if (is_control(character.value)) return " ";
  if (character.value == '"' && place != Place::Remark) return "'";
  if (character.value == '$' && place == Place::LogPrefix) return "_";
  return bytes;
}

// At most `limit` bytes of it, cut before a character; in comments the cut is marked.
void shorten(std::string& text, Place place) {
  const std::size_t limit = limit_of(place);
  if (text.size() <= limit) return;

  const std::string_view mark = place == Place::LogPrefix ? std::string_view() : kEllipsis;
  std::size_t end = limit - mark.size();
  while (end > 0 && is_continuation(text[end])) --end;
  text.resize(end);
  text += mark;
}

}  // namespace

Quoted quote(std::string_view text, Place place) {
  Quoted quoted;
  quoted.text.reserve(std::min(text.size(), limit_of(place)));
  for (std::string_view rest = text; !rest.empty();) {
    const Character character = first_character(rest);
    quoted.text += replaced(character, rest.substr(0, character.length), place);
    rest.remove_prefix(character.length);
  }
  shorten(quoted.text, place);
  quoted.changed = quoted.text != text;
  return quoted;
}

std::string name_characters(std::string_view text) {
  std::string name(text);
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return !letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.' && c != '/';
      },
      '_');
  return name;
}

}  // namespace sgc::nftables
