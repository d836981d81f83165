// The one door through which words of users come into an nft file. Nothing that passes it can end the string or the
// line that it stands in; what nft cannot take is replaced, what is too long is cut between characters.
#pragma once

#include <string>
#include <string_view>

#include "targets/host/plain_words.h"

namespace sgc::nftables {

enum class Place : std::uint8_t {
  Comment,    // comment "…": at most kMostCommentBytes; nft knows no escapes, so no quote may stand inside
  LogPrefix,  // log prefix "…": at most kMostPrefixBytes; a `$` anywhere would be a variable
  Remark,     // after `#`, to the end of the line
};

constexpr std::size_t kMostCommentBytes = 128;  // NFTNL_UDATA_COMMENT_MAXLEN
constexpr std::size_t kMostPrefixBytes = 127;   // NF_LOG_PREFIXLEN less its end
constexpr std::size_t kMostRemarkBytes = 240;   // a line that people still read

using Quoted = host::Words;  // without the quotation marks

// Control characters become blanks; `"` becomes `'`; bytes that are no UTF-8, and characters that change the
// direction or the lines of a text, become `?`; in a log prefix `$` becomes `_`.
Quoted quote(std::string_view text, Place place);

// Of a feed's path: every character that a set's name cannot have becomes `_`.
std::string name_characters(std::string_view text);

}  // namespace sgc::nftables
