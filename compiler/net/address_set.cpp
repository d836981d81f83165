#include "compiler/net/address_set.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "compiler/net/hash.h"
#include "compiler/net/range_list.h"
#include "compiler/support/huge_pages.h"

namespace sgc {
namespace {

// Three passes of eleven bits over the first address: twice as fast as std::sort from some thousands on.
void sort_by_first(std::vector<RangeV4>& ranges) {
  constexpr std::size_t kRadixPays = 4096;
  constexpr unsigned kDigitBits = 11;
  constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

  if (std::is_sorted(ranges.begin(), ranges.end())) return;
  if (ranges.size() < kRadixPays) {
    std::sort(ranges.begin(), ranges.end());
    return;
  }

  std::vector<RangeV4> other;
  other.reserve(ranges.size());
  prefer_huge_pages(other.data(), ranges.size() * sizeof(RangeV4));
  other.resize(ranges.size());
  for (unsigned shift = 0; shift < kAddressBitsV4; shift += kDigitBits) {
    const auto digit = [shift](const RangeV4& range) { return (range.first >> shift) & (kDigits - 1); };
    std::array<std::uint32_t, kDigits> start{};
    for (const RangeV4& range : ranges) ++start[digit(range)];
    std::exclusive_scan(start.begin(), start.end(), start.begin(), 0U);
    for (const RangeV4& range : ranges) other[start[digit(range)]++] = range;
    ranges.swap(other);
  }
}

void sort_by_first(std::vector<RangeV6>& ranges) {
  if (!std::is_sorted(ranges.begin(), ranges.end())) std::sort(ranges.begin(), ranges.end());
}

}  // namespace

AddressSet AddressSet::any() { return {{{0, kLastAddressV4}}, {{0, kLastAddressV6}}}; }

AddressSet AddressSet::any(Family family) {
  return of({family, 0, last_address(family)});
}

AddressSet AddressSet::of(const AddressRange& range) {
  if (range.family == Family::V4) {
    return {{{static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)}}, {}};
  }
  return {{}, {{range.first, range.last}}};
}

AddressSet AddressSet::from_ranges(std::vector<RangeV4> v4, std::vector<RangeV6> v6) {
  sort_by_first(v4);
  merge_sorted(v4);
  sort_by_first(v6);
  merge_sorted(v6);
  return {std::move(v4), std::move(v6)};
}

bool AddressSet::contains(Address address) const {
  return address.family == Family::V4 ? ranges_contain(v4(), static_cast<std::uint32_t>(address.value))
                                      : ranges_contain(v6(), address.value);
}

bool AddressSet::contains(const AddressSet& other) const {
  return ranges_contain(v4(), other.v4()) && ranges_contain(v6(), other.v6());
}

bool AddressSet::overlaps(const AddressSet& other) const {
  return ranges_overlap(v4(), other.v4()) || ranges_overlap(v6(), other.v6());
}

bool AddressSet::is_any(Family family) const {
  if (family == Family::V4) return v4_.size() == 1 && v4_[0] == RangeV4{0, kLastAddressV4};
  return v6_.size() == 1 && v6_[0] == RangeV6{0, kLastAddressV6};
}

std::uint64_t AddressSet::count_v4() const {
  std::uint64_t count = 0;
  for (const RangeV4& range : v4_) count += std::uint64_t{range.last} - range.first + 1;
  return count;
}

double AddressSet::count_v6() const {
  double count = 0;
  for (const RangeV6& range : v6_) count += static_cast<double>(range.last - range.first) + 1;
  return count;
}

std::optional<Address> AddressSet::front(Family family) const {
  if (empty(family)) return std::nullopt;
  return Address{family, family == Family::V4 ? u128{v4_[0].first} : v6_[0].first};
}

std::optional<Address> AddressSet::front() const { return front(v4_.empty() ? Family::V6 : Family::V4); }

AddressSet AddressSet::restricted_to(Family family) const {
  return family == Family::V4 ? AddressSet{v4_, {}} : AddressSet{{}, v6_};
}

AddressSet unite(const AddressSet& a, const AddressSet& b) {
  return {unite_ranges(a.v4(), b.v4()), unite_ranges(a.v6(), b.v6())};
}

AddressSet intersect(const AddressSet& a, const AddressSet& b) {
  return {intersect_ranges(a.v4(), b.v4()), intersect_ranges(a.v6(), b.v6())};
}

AddressSet subtract(const AddressSet& a, const AddressSet& b) {
  return {subtract_ranges(a.v4(), b.v4()), subtract_ranges(a.v6(), b.v6())};
}

std::size_t AddressSet::hash() const {
  std::size_t hash = v4_.size();
  for (const RangeV4& range : v4_) hash = mix_hash(hash, std::uint64_t{range.first} << 32U | range.last);
  for (const RangeV6& range : v6_) {
    for (const u128 end : {range.first, range.last}) {
      hash = mix_hash(hash, static_cast<std::uint64_t>(end));
      hash = mix_hash(hash, static_cast<std::uint64_t>(end >> 64U));
    }
  }
  return hash;
}

std::string to_string(const AddressSet& set, std::size_t most) {
  std::string text;
  std::size_t shown = 0;
  const auto show = [&](const AddressRange& range) {
    if (shown++ >= most) return;
    if (!text.empty()) text += ", ";
    text += to_string(range);
  };
  for (const RangeV4& range : set.v4()) show({Family::V4, range.first, range.last});
  for (const RangeV6& range : set.v6()) show({Family::V6, range.first, range.last});
  if (shown > most) text += ", … (" + std::to_string(shown - most) + " more)";
  return text;
}

}  // namespace sgc
