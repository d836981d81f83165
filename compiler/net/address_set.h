// A set of IPv4 and IPv6 addresses: the value of a group, a feed, one side of a rule. Canonical, so that two sets
// with the same addresses compare equal whatever they were made of. Never changed, so that copies share their ranges: a
// feed of a million prefixes is held once, however many rules and routes speak of it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "compiler/net/address.h"

namespace sgc {

class AddressSet {
 public:
  AddressSet() = default;

  static AddressSet any();  // both families
  static AddressSet any(Family family);
  static AddressSet of(const AddressRange& range);
  static AddressSet of(Address address) { return of({address.family, address.value, address.value}); }

  // Ranges in any order, overlapping or not: what a feed gives. Sorted by radix where there are many.
  static AddressSet from_ranges(std::vector<RangeV4> v4, std::vector<RangeV6> v6);

  // Ascending, disjoint and not adjacent: no two could be one.
  std::span<const RangeV4> v4() const { return v4_ ? std::span<const RangeV4>(*v4_) : std::span<const RangeV4>(); }
  std::span<const RangeV6> v6() const { return v6_ ? std::span<const RangeV6>(*v6_) : std::span<const RangeV6>(); }

  bool empty() const { return !v4_ && !v6_; }
  bool empty(Family family) const { return family == Family::V4 ? !v4_ : !v6_; }
  bool contains(Address address) const;
  bool contains(const AddressSet& other) const;
  bool overlaps(const AddressSet& other) const;
  bool is_any() const { return is_any(Family::V4) && is_any(Family::V6); }
  bool is_any(Family family) const;

  // Number of IPv4 addresses: the unit that people count feeds in.
  std::uint64_t count_v4() const;
  // Number of IPv6 addresses as a double: for shares of the address space.
  double count_v6() const;

  // The least address of that family, or of V4 before V6.
  std::optional<Address> front(Family family) const;
  std::optional<Address> front() const;

  AddressSet restricted_to(Family family) const;

  friend AddressSet unite(const AddressSet& a, const AddressSet& b);
  friend AddressSet intersect(const AddressSet& a, const AddressSet& b);
  friend AddressSet subtract(const AddressSet& a, const AddressSet& b);

  bool operator==(const AddressSet& other) const;

  // Equal sets have equal hashes.
  std::size_t hash() const;

 private:
  using SharedV4 = std::shared_ptr<const std::vector<RangeV4>>;  // null: none
  using SharedV6 = std::shared_ptr<const std::vector<RangeV6>>;

  AddressSet(std::vector<RangeV4> v4, std::vector<RangeV6> v6);
  AddressSet(SharedV4 v4, SharedV6 v6) : v4_(std::move(v4)), v6_(std::move(v6)) {}

  SharedV4 v4_;
  SharedV6 v6_;
};

AddressSet unite(const AddressSet& a, const AddressSet& b);
AddressSet intersect(const AddressSet& a, const AddressSet& b);
AddressSet subtract(const AddressSet& a, const AddressSet& b);

// "192.0.2.0/24, 2001:db8::/32, … (12 more)": at most `most` ranges of it.
std::string to_string(const AddressSet& set, std::size_t most = 8);

// The ranges of one family by its number type, for code that is the same for both.
template <class Number>
std::span<const ClosedRange<Number>> ranges_of(const AddressSet& set) {
  if constexpr (sizeof(Number) == sizeof(std::uint32_t)) {
    return set.v4();
  } else {
    return set.v6();
  }
}

}  // namespace sgc
