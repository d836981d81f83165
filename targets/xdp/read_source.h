// A program as numbers again, from its text alone: what --verify proves things about. Only what print.h writes is read;
// whatever else stands in the text shows when the numbers are printed again (part_text.h).
#pragma once

#include <string_view>

#include "targets/xdp/tables.h"

namespace sgc::targets::xdp {

// How long the comment is that begins here, to the end of its last line. Throws host::Unreadable where it is not one of
// those that sgc writes, whose lines all begin with " *": a line behind a backslash might else end the comment for a
// compiler and for no reader.
std::size_t comment_length(std::string_view text, std::size_t first_line);

struct PolicyPart {
  std::string_view text;
  std::size_t first_line = 0;  // of the file
};

// What stands between the fixed parts. Throws host::Unreadable where those are not the template's.
PolicyPart policy_part(std::string_view source);

struct ReadPart {
  Tables tables;
  Word otherwise = kNoRule;
};

// The tables of a policy's part, as they are: places in them may lead nowhere. Throws host::Unreadable where something
// is missing or no number. What is said for both families together is said of each (most_rows, most_destinations);
// `edges` and how many rows there are is not read.
ReadPart read_part(const PolicyPart& part);

}  // namespace sgc::targets::xdp
