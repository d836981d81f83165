// A share of the points, so that a fleet can be compiled by many machines: `--shard 3/8`.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sgc::driver {

struct Shard {
  unsigned index = 1;  // from 1 to count
  unsigned count = 1;  // 1: everything

  bool whole() const { return count == 1; }

  // Whether the item with this position, counted from 0, is of this share. Every item is of exactly one, and
  // the shares are of equal size but for one item.
  bool holds(std::size_t position) const { return position % count == index - 1; }

  bool operator==(const Shard&) const = default;
};

constexpr unsigned kMostShards = 100'000;

// "3/8"; nothing for what is no share.
std::optional<Shard> parse_shard(std::string_view text);

}  // namespace sgc::driver
