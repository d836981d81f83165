// CIDR prefixes, and the least cover of a range by them.
#pragma once

#include <algorithm>
#include <bit>

#include "compiler/net/address.h"

namespace sgc {

constexpr unsigned trailing_zeros(std::uint32_t value) { return static_cast<unsigned>(std::countr_zero(value)); }
constexpr unsigned trailing_zeros(u128 value) {
  const auto low = static_cast<std::uint64_t>(value);
  if (low != 0) return static_cast<unsigned>(std::countr_zero(low));
  return 64U + static_cast<unsigned>(std::countr_zero(static_cast<std::uint64_t>(value >> 64U)));
}
constexpr unsigned floor_log2(std::uint32_t value) { return 31U - static_cast<unsigned>(std::countl_zero(value)); }
constexpr unsigned floor_log2(u128 value) {
  const auto high = static_cast<std::uint64_t>(value >> 64U);
  if (high != 0) return 127U - static_cast<unsigned>(std::countl_zero(high));
  return 63U - static_cast<unsigned>(std::countl_zero(static_cast<std::uint64_t>(value)));
}

template <class Number>
constexpr unsigned kBits = sizeof(Number) * 8;

// The addresses whose first `length` bits are those of `first`; the other bits of `first` are zero.
template <class Number>
struct PrefixOf {
  Number first{};
  unsigned length = 0;  // 0 to kBits<Number>

  ClosedRange<Number> range() const { return {first, static_cast<Number>(first | host_mask(length))}; }
  bool operator==(const PrefixOf&) const = default;

  // Ones in the bits that a prefix of this length leaves open.
  static constexpr Number host_mask(unsigned length) {
    return length == 0 ? static_cast<Number>(~Number{0}) : static_cast<Number>((Number{1} << (kBits<Number> - length)) - 1);
  }
};

using PrefixV4 = PrefixOf<std::uint32_t>;
using PrefixV6 = PrefixOf<u128>;

// The same mask by family. Before: length is at most address_bits(family).
constexpr u128 host_mask(Family family, unsigned length) {
  return family == Family::V4 ? u128{PrefixV4::host_mask(length)} : PrefixV6::host_mask(length);
}

// Calls use(prefix) for each prefix of the least set of prefixes that is exactly this range, in ascending order
// (at most 2 × bits - 2 of them).
template <class Number, class Use>
void for_each_prefix(ClosedRange<Number> range, Use use) {
  Number at = range.first;
  while (true) {
    const unsigned aligned = at == 0 ? kBits<Number> : trailing_zeros(at);
    const Number room = static_cast<Number>(range.last - at);  // addresses from `at` on, less one
    const unsigned fits = room == static_cast<Number>(~Number{0}) ? kBits<Number> : floor_log2(static_cast<Number>(room + 1));
    const unsigned free_bits = std::min(aligned, fits);
    const PrefixOf<Number> prefix{at, kBits<Number> - free_bits};
    use(prefix);
    const Number last = prefix.range().last;
    if (last >= range.last) return;
    at = static_cast<Number>(last + 1);
  }
}

// Whether the range is exactly one prefix.
template <class Number>
bool is_prefix(ClosedRange<Number> range) {
  const Number difference = static_cast<Number>(range.first ^ range.last);
  return (difference & static_cast<Number>(difference + 1)) == 0 && (range.first & difference) == 0;
}

// The length of the prefix that the range is. Before: is_prefix(range).
template <class Number>
unsigned prefix_length(ClosedRange<Number> range) {
  const Number difference = static_cast<Number>(range.first ^ range.last);
  return difference == 0 ? kBits<Number> : kBits<Number> - 1 - floor_log2(difference);
}

}  // namespace sgc
