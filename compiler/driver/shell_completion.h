// What makes shells complete sgc, written from the table of the command line. Each is a file of its shell's
// language, to be put where that shell looks for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sgc::driver {

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

// The words that all three offer.
std::string target_words();   // "nftables xdp …"
std::string finding_words();  // "SGC3001 …": the findings that -W takes
std::string topic_words();    // of `sgc help`: the commands and every code
std::string command_words();  // "compile check …"
constexpr std::string_view kSeverityWords = "off note warning error";

// The words of a row, taken apart at blanks: views of `words`, which must outlive them.
std::vector<std::string_view> split_words(std::string_view words);

// A text between single quotes, as bash, zsh and fish read it.
std::string shell_quoted(std::string_view text);

}  // namespace sgc::driver
