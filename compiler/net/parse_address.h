// Text to addresses, strictly: what other tools read in two ways is refused here, with what to write instead.
// The one reader of addresses in sgc: policies, feeds, packets on the command line and artefacts come through it.
#pragma once

#include <string>
#include <string_view>

#include "compiler/net/address.h"

namespace sgc {

enum class AddressFault : std::uint8_t {
  None,
  NotAnAddress,      // neither family's form
  LeadingZero,       // 010.0.0.1: octal to some, decimal to others
  FewOctets,         // 10.1 or 10.0.0/8
  OctetTooLarge,     // 300.0.0.1
  PrefixTooLong,     // /33 of IPv4, /129 of IPv6
  PrefixNotDecimal,  // /0x8, /255.0.0.0, /08, an empty one
  HostBits,          // 10.0.0.1/8; `range` holds the prefix with the bits cleared
  ReversedRange,     // 10.0.0.9-10.0.0.1
  MixedFamilies,     // 10.0.0.1-2001:db8::1
  ZoneId,            // fe80::1%eth0
  MappedAddress,     // ::ffff:192.0.2.1
};

struct ParsedAddress {
  AddressFault fault = AddressFault::None;
  AddressRange range;  // valid when there is no fault, or HostBits
  std::string mend;    // what to write instead ("10.0.0.0/8"), where that can be told

  bool ok() const { return fault == AddressFault::None; }
};

// An address, a prefix or a range ("a-b", blanks around the hyphen are not taken here). All of `text` must be it.
ParsedAddress parse_address(std::string_view text);

// One address only: a prefix or a range is NotAnAddress.
ParsedAddress parse_single_address(std::string_view text);

// A sentence for people: "an octet with a leading zero is octal to some tools and decimal to others".
std::string_view describe(AddressFault fault);

// What to write where no mend can be told: "write a length of 0 to 32, of IPv6 0 to 128: 192.0.2.0/24".
std::string_view advice(AddressFault fault);

}  // namespace sgc
