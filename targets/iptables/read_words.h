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

// Calls use(line) for each line that says something: no empty ones, no remarks.
template <class Use>
void for_each_line(std::string_view text, Use use) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (!line.empty() && line[0] != '#') use(ReadLine{line, number});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Cut at blanks, quotation marks and escapes as iptables-restore reads them. Throws Unreadable.
std::vector<std::string> words_of(const ReadLine& line);

}  // namespace sgc::iptables
