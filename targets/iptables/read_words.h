// The lines of a file for iptables-restore or ipset, as the words that the tools see.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "targets/host/unreadable.h"

namespace sgc::iptables {

using host::Unreadable;

struct ReadLine {
  std::string_view text;   // without the line's end
  std::size_t number = 0;  // from 1
};

// The longest lines, remarks too, that the tools read as one: what is behind them would be another line.
constexpr std::size_t kMostRulesLine = 10238;  // bytes without the line's end: a buffer of 10,240 less it and a zero
constexpr std::size_t kMostSetsLine = 1022;    // of ipset: 1,024

// Calls use(line) for each line that says something: no empty ones, no remarks. Throws Unreadable at one of more than
// `most` bytes.
template <class Use>
void for_each_line(std::string_view text, std::size_t most, Use use) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.size() > most) throw Unreadable(number, "a line is longer than what is read at once");
    if (!line.empty() && line[0] != '#') use(ReadLine{line, number});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Cut at blanks, quotation marks and escapes as iptables-restore reads them. Throws Unreadable.
std::vector<std::string> words_of(const ReadLine& line);

}  // namespace sgc::iptables
