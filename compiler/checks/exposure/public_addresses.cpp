#include "compiler/checks/exposure/public_addresses.h"

#include <algorithm>

#include "compiler/checks/lists/measure.h"

namespace sgc::checks {
namespace {

struct BlockV4 {
  std::uint8_t a, b, c;  // the first three bytes
  unsigned length;
};

RangeV4 range_of(const BlockV4& block) {
  const std::uint32_t first = std::uint32_t{block.a} << 24U | std::uint32_t{block.b} << 16U | std::uint32_t{block.c} << 8U;
  return {first, first | (kLastAddressV4 >> block.length)};
}

// The block whose first sixteen bits and next sixteen are these.
RangeV6 range_v6(std::uint32_t first_bits, unsigned length) {
  const u128 first = u128{first_bits} << 96U;
  return {first, first | (kLastAddressV6 >> length)};
}

template <std::size_t kCount>
AddressSet set_of(const BlockV4 (&blocks)[kCount], std::vector<RangeV6> v6) {
  std::vector<RangeV4> v4;
  for (const BlockV4& block : blocks) v4.push_back(range_of(block));
  return AddressSet::from_ranges(std::move(v4), std::move(v6));
}

// The special-purpose registry of RFC 6890, and multicast.
constexpr BlockV4 kSpecial[] = {{0, 0, 0, 8},     {10, 0, 0, 8},     {100, 64, 0, 10},   {127, 0, 0, 8},
                                {169, 254, 0, 16}, {172, 16, 0, 12},  {192, 0, 0, 24},    {192, 0, 2, 24},
                                {192, 168, 0, 16}, {198, 18, 0, 15},  {198, 51, 100, 24}, {203, 0, 113, 24},
                                {224, 0, 0, 3}};
constexpr BlockV4 kPrivate[] = {{10, 0, 0, 8}, {172, 16, 0, 12}, {192, 168, 0, 16}};

constexpr std::uint32_t kGlobalUnicast = 0x20000000;   // 2000::/3
constexpr std::uint32_t kDocumentation = 0x20010DB8;   // 2001:db8::/32
constexpr std::uint32_t kUniqueLocal = 0xFC000000;     // fc00::/7

// How many numbers two lists of ranges have in common, without a list of them: one may be a feed.
template <class Count, class Range>
Count count_common(std::span<const Range> a, std::span<const Range> b) {
  Count count = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const auto first = std::max(a[i].first, b[j].first);
    const auto last = std::min(a[i].last, b[j].last);
    if (first <= last) count += static_cast<Count>(last - first) + 1;
    (a[i].last < b[j].last ? i : j) += 1;
  }
  return count;
}

AddressSet make_public() {
  const AddressSet all = unite(AddressSet::any(Family::V4), AddressSet::from_ranges({}, {range_v6(kGlobalUnicast, 3)}));
  return subtract(all, set_of(kSpecial, {range_v6(kDocumentation, 32)}));
}

}  // namespace

const AddressSet& public_addresses() {
  static const AddressSet kAddresses = make_public();
  return kAddresses;
}

const AddressSet& private_addresses() {
  static const AddressSet kAddresses = set_of(kPrivate, {range_v6(kUniqueLocal, 7)});
  return kAddresses;
}

double public_share(const AddressSet& set, Family family) {
  const AddressSet& everybody = public_addresses();
  const double both = family == Family::V4 ? static_cast<double>(count_common<std::uint64_t>(set.v4(), everybody.v4()))
                                           : count_common<double>(set.v6(), everybody.v6());
  return both / count_addresses(everybody, family);
}

}  // namespace sgc::checks
