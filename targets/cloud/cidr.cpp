#include "targets/cloud/cidr.h"

#include <fmt/format.h>

#include "compiler/net/prefix.h"

namespace sgc::targets::cloud {
namespace {

template <class Number, class Use>
void for_each_block(const AddressSet& addresses, Use use) {
  for (const ClosedRange<Number>& range : ranges_of<Number>(addresses)) for_each_prefix(range, use);
}

template <class Use>
void for_each_block(const AddressSet& addresses, Family family, Use use) {
  if (family == Family::V4) {
    for_each_block<std::uint32_t>(addresses, use);
  } else {
    for_each_block<u128>(addresses, use);
  }
}

}  // namespace

AddressRange Cidr::range() const {
  const u128 open_bits = family == Family::V4 ? PrefixV4::host_mask(length) : PrefixV6::host_mask(length);
  return {family, first, first | open_bits};
}

std::string to_string(const Cidr& cidr) {
  return fmt::format("{}/{}", to_string(Address{cidr.family, cidr.first}), cidr.length);
}

std::vector<Cidr> cidrs_of(const AddressSet& addresses, Family family) {
  std::vector<Cidr> cidrs;
  for_each_block(addresses, family, [&](const auto& prefix) { cidrs.push_back({family, prefix.first, prefix.length}); });
  return cidrs;
}

std::uint64_t count_cidrs(const AddressSet& addresses, Family family) {
  std::uint64_t count = 0;
  for_each_block(addresses, family, [&](const auto&) { ++count; });
  return count;
}

}  // namespace sgc::targets::cloud
