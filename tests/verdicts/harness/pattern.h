// POSIX extended regular expressions over lines of text: what finds the places where a file can be got wrong.
// (std::regex of g++ 12 does not compile with this project's warnings and sanitizers together.)
#pragma once

#include <regex.h>

#include <cstddef>
#include <functional>
#include <string>

namespace sgc::verdicts {

// A piece of a line.
struct Piece {
  std::size_t begin = 0;
  std::size_t size = 0;
};

class Pattern {
 public:
  // Throws HarnessError for an expression that cannot be read.
  explicit Pattern(const char* expression);
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;
  ~Pattern() { ::regfree(&compiled_); }

  bool found_in(const std::string& line) const;

  // The group (0: all of the match) of the first match, or nothing where there is none.
  std::string first(const std::string& line, std::size_t group = 0) const;

  // Calls use(piece) for that group of every match, from left to right; the search goes on where the group ended.
  void for_each(const std::string& line, std::size_t group, const std::function<void(Piece)>& use) const;

 private:
  regex_t compiled_{};
};

}  // namespace sgc::verdicts
