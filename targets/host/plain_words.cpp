#include "targets/host/plain_words.h"

#include <algorithm>

#include "compiler/support/utf8.h"

namespace sgc::host {
namespace {

constexpr std::string_view kEllipsis = "…";

bool is_control(char32_t value) { return value < 0x20 || value == 0x7F; }

// What makes a reader see another text than the one that is there: C1 controls, other line ends, direction marks.
bool misleads(char32_t value) {
  const auto within = [value](char32_t first, char32_t last) { return first <= value && value <= last; };
  return within(0x80, 0x9F) || within(0x200B, 0x200F) || within(0x2028, 0x202E) || within(0x2060, 0x2069) || value == 0xFEFF;
}

// Appends what stands for this character.
void append(std::string& text, const CodePoint& character, std::string_view bytes, std::span<const Exchange> exchanges) {
  if (!character.valid || misleads(character.value)) {
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
  text.resize(cut_to(text, form.most_bytes - mark.size()).size());
  text += mark;
}

}  // namespace

Words plain_words(std::string_view text, const WordForm& form) {
  Words words;
  words.text.reserve(std::min(text.size(), form.most_bytes));
  for (std::string_view rest = text; !rest.empty();) {
    const CodePoint character = decode_utf8(rest);
    append(words.text, character, rest.substr(0, character.length), form.exchanges);
    rest.remove_prefix(character.length);
  }
  shorten(words.text, form);
  words.changed = words.text != text;
  return words;
}

}  // namespace sgc::host
