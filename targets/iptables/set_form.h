// How sets are declared: print writes it, read knows it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>

namespace sgc::iptables {

constexpr std::string_view kSetType = "hash:net";

// For all sets the same: ipset refuses to create a set that is there with another maxelem, even with -exist. It costs
// nothing.
constexpr std::uint32_t kMaxElements = UINT32_MAX;

constexpr std::uint32_t kMostHashSize = 1U << 26U;  // half a gigabyte of buckets

// Buckets of the hash table for so many elements, so that it need not grow while it is filled.
constexpr std::uint32_t hash_size(std::size_t elements) {
  constexpr std::size_t kLeast = 64;          // of the kernel's
  constexpr std::size_t kElementsInBucket = 2;
  return static_cast<std::uint32_t>(std::bit_ceil(std::clamp<std::size_t>(elements / kElementsInBucket, kLeast, kMostHashSize)));
}

}  // namespace sgc::iptables
