// Mixes numbers into a hash of a set. The same on every machine, so that nothing ordered by it can differ.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sgc {

constexpr std::size_t mix_hash(std::size_t hash, std::uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15ULL + (hash << 6U) + (hash >> 2U);
  return hash * 0xBF58476D1CE4E5B9ULL;
}

}  // namespace sgc
