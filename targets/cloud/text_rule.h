// What each cloud takes as a name or a description, and how sgc's own texts are made to fit. Names are mangled so that
// two never become one and the plan says which was which; free text is cleaned and cut.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sgc::targets::cloud {

// Free text: descriptions and comments.
struct TextRule {
  std::size_t most;           // characters (Unicode code points)
  bool beyond_ascii = false;  // letters of other scripts are taken
  std::string_view signs;     // the ASCII characters that are taken beside letters, digits and the blank
};

// `text` with each character that the rule does not take replaced by '_' (line ends, tabs and control characters by a
// blank, bytes that are not UTF-8 by '_'), nothing that looks like a placeholder, blanks at the ends and runs of them
// removed, and cut to the length with "..." at the end.
std::string fit_text(std::string_view text, const TextRule& rule);

// How many characters a text has.
std::size_t characters_of(std::string_view text);

// Names. A name of the policy is 1 to 63 letters, digits, '_' and '-', first a letter or '_'.
struct NameRule {
  std::size_t most;                                   // characters
  std::span<const std::string_view> refused_starts;   // "sg-"
  std::size_t least = 1;                              // characters
};

constexpr std::string_view kNamePrefix = "sgc-";

// The name as the cloud takes it: itself; else (refused or too short) with kNamePrefix before it (as names that begin like that have, so that
// taking it off gives the name); else, where it is too long, its beginning, a dot and eight digits of its hash.
std::string fit_name(std::string_view name, const NameRule& rule);

}  // namespace sgc::targets::cloud
