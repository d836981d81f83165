#include "tests/bench/generate/feed.h"

#include "compiler/net/prefix.h"
#include "tests/bench/generate/random.h"

namespace sgc::generate {
namespace {

// Lengths of the prefixes, by how common they are.
struct Lengths {
  unsigned single;
  unsigned network;
  unsigned shortest;
};
constexpr Lengths kLengthsV4{32, 24, 16};
constexpr Lengths kLengthsV6{128, 64, 40};

// The most that is drawn before what is drawn lies inside an earlier entry.
unsigned pick_length(Random& random, const Lengths& lengths) {
  const std::uint32_t at = random.below(100);
  if (at < 85) return lengths.single;
  if (at < 97) return lengths.network;
  return random.between(lengths.shortest, lengths.network - 1);
}

template <class Number>
Number random_address(Random& random) {
  if constexpr (sizeof(Number) == sizeof(std::uint32_t)) {
    // From 1.0.0.0 to 223.255.255.255, where feeds have theirs.
    return random.between(1, 223) << 24U | (static_cast<std::uint32_t>(random.bits()) & 0xFFFFFFU);
  } else {
    const u128 bits = u128{random.bits()} << 64U | random.bits();
    return u128{0x2} << 124U | bits >> 4U;
  }
}

template <class Number>
ClosedRange<Number> make_entry(Random& random, const Lengths& lengths, const std::vector<ClosedRange<Number>>& before) {
  const unsigned length = pick_length(random, lengths);
  Number address = random_address<Number>(random);
  if (!before.empty() && random.percent(10)) {
    const ClosedRange<Number>& known = before[random.below(before.size())];
    const Number open = static_cast<Number>(known.last - known.first);
    address = static_cast<Number>(known.first | (address & open));
  }
  const Number mask = PrefixOf<Number>::host_mask(length);
  return PrefixOf<Number>{static_cast<Number>(address & static_cast<Number>(~mask)), length}.range();
}

}  // namespace

FeedEntries make_feed(const FeedOptions& options) {
  Random random(options.seed * 104729);
  FeedEntries feed;
  for (std::size_t i = 0; i < options.entries; ++i) {
    if (random.percent(options.v6_percent)) {
      feed.v6.push_back(make_entry(random, kLengthsV6, feed.v6));
    } else {
      feed.v4.push_back(make_entry(random, kLengthsV4, feed.v4));
    }
  }
  return feed;
}

AddressSet to_set(const FeedEntries& feed) { return AddressSet::from_ranges(feed.v4, feed.v6); }

std::string to_text(const FeedEntries& feed) {
  std::string text;
  for (const RangeV4& range : feed.v4) text += to_string(AddressRange{Family::V4, range.first, range.last}) + "\n";
  for (const RangeV6& range : feed.v6) text += to_string(AddressRange{Family::V6, range.first, range.last}) + "\n";
  return text;
}

}  // namespace sgc::generate
