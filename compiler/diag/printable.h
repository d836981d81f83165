// Text that is safe and straight on a terminal, whatever it was: nothing of a source, a name or a message can
// move the cursor, change a colour or turn the reading direction, and the columns that it takes are known. What is not
// UTF-8 is taken byte by byte, as U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sgc {

// Builds a line for a terminal, character by character.
class PrintableLine {
 public:
  // A tab advances to the next multiple of kTabStop; what must not reach a terminal is spelled, "<U+001B>".
  void add(char32_t character);
  void add(std::string_view text);

  const std::string& text() const { return text_; }
  std::size_t columns() const { return columns_; }

  static constexpr std::size_t kTabStop = 4;

 private:
  std::string text_;
  std::size_t columns_ = 0;
};

// The same for a whole text without line ends: a message, a file's name.
std::string printable(std::string_view text);

}  // namespace sgc
