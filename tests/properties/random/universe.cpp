#include "tests/properties/random/universe.h"

#include <algorithm>
#include <span>

namespace sgc::properties {
namespace {

using verdicts::Dice;

// A place, by its first address and the number of addresses less one.
struct Place {
  u128 first = 0;
  u128 span = 0;
};

constexpr Place kPlacesV4[] = {
    {0x00000000, 3},   // 0.0.0.0/30: the beginning
    {0x0A000000, 255}, // 10.0.0.0/24 and its neighbour
    {0x0A000100, 255}, // 10.0.1.0/24
    {0x0A0000FE, 3},   // across the border of the two
    {0x7F000000, 3},   // 127.0.0.0/30
    {0xC0000200, 15},  // 192.0.2.0/28
    {0xCB007100, 1},   // 203.0.113.0/31
    {0xE0000000, 15},  // 224.0.0.0/28
    {0xFFFFFFFC, 3},   // 255.255.255.252/30: the end
};

constexpr u128 high(std::uint64_t upper) { return static_cast<u128>(upper) << 64U; }
constexpr u128 kDocumentation = high(0x2001'0db8'0000'0000);
constexpr u128 kHomeV6 = high(0x2001'0db8'0001'0000);
constexpr u128 kSecondHomeV6 = high(0x2001'0db8'0001'0001);

constexpr Place kPlacesV6[] = {
    {0, 3},                             // ::/126: the beginning
    {kDocumentation, 15},               // 2001:db8::/124
    {kHomeV6, UINT64_MAX},              // 2001:db8:1::/64 and its neighbour
    {kSecondHomeV6, UINT64_MAX},        // 2001:db8:1:1::/64
    {kSecondHomeV6 - 2, 3},             // across the border of the two
    {high(0xfc00'0000'0000'0000), 1},   // fc00::/127
    {high(0xfe80'0000'0000'0000), 3},   // fe80::/126
    {high(0xff02'0000'0000'0000), 15},  // ff02::/124
    {kLastAddressV6 - 3, 3},            // the end
};

AddressRange prefix_around(u128 address, unsigned length, Family family) {
  const u128 open = length >= address_bits(family) ? 0 : last_address(family) >> length;
  return {family, address & ~open & last_address(family), address | open};
}

// A prefix, a single address, a range within, or all of the place.
AddressRange within(const Place& place, Dice& dice, Family family) {
  const u128 last = place.first + place.span;
  const u128 address = dice.between(place.first, last);
  const unsigned bits = address_bits(family);
  switch (dice.below(5)) {
    case 0: return {family, address, address};
    case 1: return {family, address, dice.between(address, last)};
    case 2: return {family, place.first, last};
    case 3: return {family, last, last};
    default: {
      const AddressRange prefix = prefix_around(address, bits - static_cast<unsigned>(dice.below(9)), family);
      return {family, std::max(prefix.first, place.first), std::min(prefix.last, last)};
    }
  }
}

// A wide prefix that holds the place, as `deny 10.0.0.0/8` does.
AddressRange around(const Place& place, Dice& dice, Family family) {
  constexpr unsigned kWidest = 3;
  const unsigned narrowest = family == Family::V4 ? 24 : 64;
  return prefix_around(place.first, dice.between(kWidest, narrowest), family);
}

bool holds_mapped(const AddressRange& range) {
  constexpr u128 kFirstMapped = static_cast<u128>(0xFFFF) << 32U;
  return range.family == Family::V6 && range.first <= (kFirstMapped | UINT32_MAX) && range.last >= kFirstMapped;
}

}  // namespace

AddressRange any_range(Dice& dice, Family family) {
  const Place& place = family == Family::V4 ? dice.pick(std::span<const Place>(kPlacesV4))
                                            : dice.pick(std::span<const Place>(kPlacesV6));
  const AddressRange range = dice.one_in(5) ? around(place, dice, family) : within(place, dice, family);
  return holds_mapped(range) ? AddressRange{family, place.first, place.first + place.span} : range;
}

AddressRange home_range(Dice& dice, Family family) {
  const std::size_t which = dice.one_in(2) ? 1 : 2;
  return family == Family::V4 ? within(kPlacesV4[which], dice, family) : within(kPlacesV6[which + 1], dice, family);
}

}  // namespace sgc::properties
