#include "compiler/net/coverage.h"

#include <fmt/format.h>

#include "compiler/net/prefix.h"

namespace sgc {
namespace {

constexpr const char* kAllOfV6 = "340282366920938463463374607431768211456";  // 2^128

template <class Number>
std::uint64_t count_prefixes(std::span<const ClosedRange<Number>> ranges) {
  std::uint64_t count = 0;
  for (const ClosedRange<Number>& range : ranges) {
    for_each_prefix(range, [&](const PrefixOf<Number>&) { ++count; });
  }
  return count;
}

}  // namespace

Coverage coverage_of(const AddressSet& set) {
  u128 addresses_v6 = 0;
  for (const RangeV6& range : set.v6()) addresses_v6 += range.last - range.first + 1;  // of all: 2^128, which is 0

  Coverage coverage;
  coverage.prefixes_v4 = count_prefixes(set.v4());
  coverage.prefixes_v6 = count_prefixes(set.v6());
  coverage.addresses_v4 = set.count_v4();
  coverage.addresses_v6 = set.is_any(Family::V6) ? kAllOfV6 : fmt::format("{}", addresses_v6);
  return coverage;
}

}  // namespace sgc
