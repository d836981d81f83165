// Words of users made fit for a line of an artefact: nothing that passes here can end the line or hide what it says.
// Each target has one function of its own (its quote.h) that says what its tools take and calls this one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sgc::host {

struct Exchange {
  char from;
  char to;
};

struct WordForm {
  std::size_t most_bytes = 0;
  bool cut_is_marked = false;             // with «…»
  std::span<const Exchange> exchanges{};  // of characters that the place cannot have
};

struct Words {
  std::string text;
  bool changed = false;  // it is not, byte for byte, what was given
};

// Control characters become blanks; bytes that are no UTF-8, and characters that change the direction or the lines of a
// text, become `?`; what is too long is cut between characters.
Words plain_words(std::string_view text, const WordForm& form);

}  // namespace sgc::host
