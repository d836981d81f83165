// Reads a feed: one address, prefix or range a line. Made for a million lines; nothing of it passes the grammar.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/net/address_set.h"
#include "compiler/net/parse_address.h"

namespace sgc {

// A line that does not hold an address, by the byte offsets of its first word in the feed.
struct FeedFault {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  AddressFault fault = AddressFault::None;
  std::string mend;
};

struct Feed {
  AddressSet addresses;
  std::uint64_t entries = 0;  // lines that hold an address, repetitions counted

  std::vector<FeedFault> faults;  // the first kMostFaults of them
  std::uint64_t fault_count = 0;

  // First place, and count, of what is taken but worth a word. An offset is meaningless where the count is 0.
  struct Remark {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint64_t count = 0;
  };
  Remark host_bits;    // bits past the prefix, cleared
  Remark extra_words;  // words after an address that are no comment (the place is theirs): a hosts file is not a feed
  Remark wide;         // lines wider than /8, IPv6 /19
};

constexpr std::size_t kMostFeedFaults = 20;
constexpr unsigned kWidestPrefixV4 = 8;
constexpr unsigned kWidestPrefixV6 = 19;

// Reads all of `text`. Lines end in LF or CRLF; a byte-order mark, blank lines, and comments from '#' or ';' on are
// skipped; what follows the first word is ignored (and remarked), but for "10.0.0.1 - 10.0.0.9", which is a fault: its
// first word alone is not what it means. Lines with a fault add nothing to `addresses`.
//
// Before: fewer than 4 GiB. Beside the text it takes at most 16 bytes a line of IPv4 while it sorts, 8 for what remains.
Feed read_feed(std::string_view text);

}  // namespace sgc
