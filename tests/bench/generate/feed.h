// Blacklist feeds as they are published: mostly single addresses, some networks, in no order, with overlaps.
#pragma once

#include <string>

#include "compiler/net/address_set.h"

namespace sgc::generate {

struct FeedOptions {
  std::size_t entries = 1'000'000;
  std::uint64_t seed = 1;
  unsigned v6_percent = 2;  // entries that are of IPv6
};

// Of a hundred entries 85 are single addresses, 12 are /24, 3 are shorter; 10 lie in an entry before them, or repeat
// it. In IPv6 these are /128, /64 and shorter.
struct FeedEntries {
  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;
};
FeedEntries make_feed(const FeedOptions& options);

AddressSet to_set(const FeedEntries& feed);

// One entry a line, in the order in which they were made, families mixed at the end.
std::string to_text(const FeedEntries& feed);

}  // namespace sgc::generate
