// IP addresses as numbers, and closed ranges of them. Text comes in through parse_address.h alone.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <string>

namespace sgc {

__extension__ typedef unsigned __int128 u128;  // host order, like every number here

enum class Family : std::uint8_t { V4, V6 };

constexpr Family kFamilies[] = {Family::V4, Family::V6};
constexpr std::size_t index_of(Family family) { return family == Family::V4 ? 0 : 1; }  // into what there is for each
constexpr unsigned kAddressBitsV4 = 32;
constexpr unsigned kAddressBitsV6 = 128;
constexpr unsigned address_bits(Family family) { return family == Family::V4 ? kAddressBitsV4 : kAddressBitsV6; }

constexpr std::uint32_t kLastAddressV4 = UINT32_MAX;
constexpr u128 kLastAddressV6 = ~static_cast<u128>(0);
constexpr u128 last_address(Family family) { return family == Family::V4 ? u128{kLastAddressV4} : kLastAddressV6; }

struct Address {
  Family family = Family::V4;
  u128 value = 0;  // at most last_address(family)

  bool operator==(const Address&) const = default;
  std::strong_ordering operator<=>(const Address&) const = default;
};

// All addresses from first to last, both included. Never empty: first <= last.
template <class Number>
struct ClosedRange {
  Number first{};
  Number last{};

  bool contains(Number value) const { return first <= value && value <= last; }
  bool operator==(const ClosedRange&) const = default;
  auto operator<=>(const ClosedRange&) const = default;
};

using RangeV4 = ClosedRange<std::uint32_t>;
using RangeV6 = ClosedRange<u128>;

// A range of either family, as it was written.
struct AddressRange {
  Family family = Family::V4;
  u128 first = 0;
  u128 last = 0;

  bool operator==(const AddressRange&) const = default;
};

// "192.0.2.1", "2001:db8::1": the text of RFC 5952, which is one text for one address.
std::string to_string(Address address);

// "192.0.2.0/24" where the range is a prefix, "192.0.2.1" where it is one address, else "192.0.2.1-192.0.2.9".
std::string to_string(const AddressRange& range);

// Appends the same without an allocation of its own; returns past the last byte written. Before: `out` has room
// for 16 bytes (V4) or 40 (V6).
char* write_address(char* out, std::uint32_t v4);
char* write_address(char* out, u128 v6);

}  // namespace sgc
