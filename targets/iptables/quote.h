// The one door through which words of users come into the files of iptables and ipset. Nothing that passes it can end
// the string or the line that it stands in; what the tools cannot take is replaced, what is too long is cut between
// characters (the tools would cut it without a word).
#pragma once

#include <string>
#include <string_view>

#include "targets/host/plain_words.h"

namespace sgc::iptables {

enum class Place : std::uint8_t {
  Comment,    // --comment "…"
  LogPrefix,  // --log-prefix "…"
  Remark,     // after `#`, to the end of the line
};

constexpr std::size_t kMostCommentBytes = 255;  // XT_MAX_COMMENT_LEN less its end
constexpr std::size_t kMostPrefixBytes = 29;    // of xt_log_info's 30
constexpr std::size_t kMostRemarkBytes = 240;   // a line that people still read

using Quoted = host::Words;  // without the quotation marks, not yet escaped

// Control characters become blanks; bytes that are no UTF-8, and characters that change the direction or the lines of a
// text, become `?`. A `-` at the front becomes `_`: iptables-restore looks for options even inside quotation marks.
Quoted quote(std::string_view text, Place place);

// With the quotation marks, and `"` and `\` escaped as iptables-restore reads them.
std::string in_quotation_marks(std::string_view words);

}  // namespace sgc::iptables
