#include "compiler/net/address_set.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "compiler/net/prefix.h"

namespace sgc {
namespace {

template <class Number>
constexpr Number kLast = static_cast<Number>(~Number{0});

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

  std::vector<RangeV4> other(ranges.size());
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

// Joins what overlaps or touches. Before: sorted by first. In place.
template <class Number>
void merge_sorted(std::vector<ClosedRange<Number>>& ranges) {
  if (ranges.empty()) return;
  std::size_t last = 0;
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    const bool touches = ranges[last].last == kLast<Number> || ranges[i].first <= ranges[last].last + 1;
    if (touches) {
      ranges[last].last = std::max(ranges[last].last, ranges[i].last);
    } else {
      ranges[++last] = ranges[i];
    }
  }
  ranges.resize(last + 1);
}

template <class Number>
using Ranges = std::vector<ClosedRange<Number>>;

template <class Number>
Ranges<Number> unite_ranges(const Ranges<Number>& a, const Ranges<Number>& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Ranges<Number> all(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), all.begin());
  merge_sorted(all);
  return all;
}

template <class Number>
Ranges<Number> intersect_ranges(const Ranges<Number>& a, const Ranges<Number>& b) {
  Ranges<Number> both;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Number first = std::max(a[i].first, b[j].first);
    const Number last = std::min(a[i].last, b[j].last);
    if (first <= last) both.push_back({first, last});
    (a[i].last < b[j].last ? i : j) += 1;
  }
  return both;
}

template <class Number>
Ranges<Number> subtract_ranges(const Ranges<Number>& a, const Ranges<Number>& b) {
  Ranges<Number> rest;
  std::size_t j = 0;
  for (ClosedRange<Number> range : a) {
    while (j < b.size() && b[j].last < range.first) ++j;
    bool used_up = false;
    for (std::size_t k = j; k < b.size() && b[k].first <= range.last; ++k) {
      if (range.first < b[k].first) rest.push_back({range.first, static_cast<Number>(b[k].first - 1)});
      if (b[k].last >= range.last) {
        used_up = true;
        break;
      }
      range.first = static_cast<Number>(b[k].last + 1);
    }
    if (!used_up) rest.push_back(range);
  }
  return rest;
}

template <class Number>
bool contains_value(std::span<const ClosedRange<Number>> ranges, Number value) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), value,
                                      [](Number v, const ClosedRange<Number>& r) { return v < r.first; });
  return after != ranges.begin() && value <= std::prev(after)->last;
}

template <class Number>
bool ranges_contain(std::span<const ClosedRange<Number>> outer, std::span<const ClosedRange<Number>> inner) {
  std::size_t i = 0;
  return std::all_of(inner.begin(), inner.end(), [&](const ClosedRange<Number>& range) {
    while (i < outer.size() && outer[i].last < range.first) ++i;
    return i < outer.size() && outer[i].first <= range.first && range.last <= outer[i].last;
  });
}

template <class Number>
bool ranges_overlap(std::span<const ClosedRange<Number>> a, std::span<const ClosedRange<Number>> b) {
  // Few against many (a rule's side against a feed): search; like against like: walk.
  if (a.size() > b.size()) std::swap(a, b);
  constexpr std::size_t kSearchPays = 16;
  if (a.size() * kSearchPays < b.size()) {
    return std::any_of(a.begin(), a.end(), [&](const ClosedRange<Number>& range) {
      const auto reaching = std::lower_bound(b.begin(), b.end(), range.first,
                                             [](const ClosedRange<Number>& r, Number v) { return r.last < v; });
      return reaching != b.end() && reaching->first <= range.last;
    });
  }
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].last < b[j].first) {
      ++i;
    } else if (b[j].last < a[i].first) {
      ++j;
    } else {
      return true;
    }
  }
  return false;
}

constexpr std::size_t mix(std::size_t hash, std::uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15ULL + (hash << 6U) + (hash >> 2U);
  return hash * 0xBF58476D1CE4E5B9ULL;
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
  return address.family == Family::V4 ? contains_value(v4(), static_cast<std::uint32_t>(address.value))
                                      : contains_value(v6(), address.value);
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
  return {unite_ranges(a.v4_, b.v4_), unite_ranges(a.v6_, b.v6_)};
}

AddressSet intersect(const AddressSet& a, const AddressSet& b) {
  return {intersect_ranges(a.v4_, b.v4_), intersect_ranges(a.v6_, b.v6_)};
}

AddressSet subtract(const AddressSet& a, const AddressSet& b) {
  return {subtract_ranges(a.v4_, b.v4_), subtract_ranges(a.v6_, b.v6_)};
}

std::size_t AddressSet::hash() const {
  std::size_t hash = v4_.size();
  for (const RangeV4& range : v4_) hash = mix(hash, std::uint64_t{range.first} << 32U | range.last);
  for (const RangeV6& range : v6_) {
    for (const u128 end : {range.first, range.last}) {
      hash = mix(hash, static_cast<std::uint64_t>(end));
      hash = mix(hash, static_cast<std::uint64_t>(end >> 64U));
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
