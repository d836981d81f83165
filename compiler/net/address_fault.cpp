// Reads leniently what the strict readers refused: notes the first thing that is wrong, and goes on as a
// person would who knows what was meant. What that gives is only ever shown as a mend.
#include "compiler/net/address_fault.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "compiler/net/prefix.h"
#include "compiler/net/scan_address.h"

namespace sgc {
namespace {

constexpr std::size_t kOctets = 4;

// A lenient reading: what was meant, where that can be told, and the first fault on the way there.
template <class Value>
struct Guess {
  AddressFault fault = AddressFault::None;
  std::optional<Value> value;

  void note(AddressFault found) {
    if (fault == AddressFault::None) fault = found;
  }
};

template <class Value>
Guess<Value> no_guess(AddressFault fault) {
  return {fault, std::nullopt};
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// The decimal reading of digits, at most `ceiling`, which stands for anything above.
unsigned decimal(std::string_view digits, unsigned ceiling) {
  unsigned value = 0;
  for (const char digit : digits) value = std::min(value * 10 + static_cast<unsigned>(digit - '0'), ceiling);
  return value;
}

bool has_leading_zero(std::string_view digits) {
  return digits.size() > 1 && digits.front() == '0';
}

struct Octets {
  std::array<std::string_view, kOctets> text;
  std::size_t count = 0;  // kOctets + 1 for any more
};

Octets split_octets(std::string_view text) {
  Octets octets;
  while (true) {
    if (octets.count == kOctets) return {octets.text, kOctets + 1};
    const std::size_t dot = text.find('.');
    octets.text[octets.count++] = text.substr(0, dot);
    if (dot == std::string_view::npos) return octets;
    text.remove_prefix(dot + 1);
  }
}

// Four octets, or the first of them: what is missing is zero, as people mean who write 10.0/16.
Guess<std::uint32_t> guess_v4(std::string_view text) {
  const Octets octets = split_octets(text);
  const auto written = std::span(octets.text).first(std::min(octets.count, kOctets));
  if (octets.count > kOctets || !std::all_of(written.begin(), written.end(), is_number)) {
    return no_guess<std::uint32_t>(AddressFault::NotAnAddress);
  }

  Guess<std::uint32_t> guess{AddressFault::None, 0};
  if (octets.count < kOctets) guess.note(AddressFault::FewOctets);
  bool too_large = false;
  for (const std::string_view octet : octets.text) {
    const unsigned value = decimal(octet, kMaxOctet + 1);
    if (has_leading_zero(octet)) guess.note(AddressFault::LeadingZero);
    if (value > kMaxOctet) guess.note(AddressFault::OctetTooLarge);
    too_large = too_large || value > kMaxOctet;
    guess.value = *guess.value << 8U | (value & kMaxOctet);
  }
  if (too_large) guess.value.reset();
  return guess;
}

// An address whose last 32 bits may be a dotted quad with faults of its own.
Guess<u128> guess_v6(std::string_view text) {
  const std::size_t quad_begin = text.rfind(':') + 1;
  const std::string_view quad = text.substr(quad_begin);
  if (quad.find('.') == std::string_view::npos) {
    const auto value = read_v6(text);
    return value ? Guess<u128>{AddressFault::None, value} : no_guess<u128>(AddressFault::NotAnAddress);
  }

  const Guess<std::uint32_t> last = guess_v4(quad);
  const auto rest = read_v6(std::string(text.substr(0, quad_begin)) + "0.0.0.0");
  if (!rest) return no_guess<u128>(AddressFault::NotAnAddress);
  if (!last.value || last.fault == AddressFault::FewOctets) return no_guess<u128>(last.fault);
  return {last.fault, *rest | *last.value};
}

// One address of either family. An IPv4-mapped one stays IPv6 here.
Guess<Address> guess_plain(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const auto v4 = guess_v4(text);
    return {v4.fault, v4.value ? std::optional(Address{Family::V4, *v4.value}) : std::nullopt};
  }

  const auto v6 = guess_v6(text);
  if (!v6.value) return no_guess<Address>(v6.fault);
  Guess<Address> guess{v6.fault, Address{Family::V6, *v6.value}};
  if (is_mapped(*v6.value)) guess.note(AddressFault::MappedAddress);
  return guess;
}

// The same within the brackets of a URL, or before a zone.
Guess<Address> guess_address(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) text = text.substr(1, text.size() - 2);
  const std::size_t zone = text.find('%');

  Guess<Address> guess = guess_plain(text.substr(0, zone));
  if (bracketed) guess.fault = AddressFault::NotAnAddress;
  if (guess.value && zone != std::string_view::npos) guess.note(AddressFault::ZoneId);
  return guess;
}

bool is_mapped_v6(Address address) {
  return address.family == Family::V6 && is_mapped(address.value);
}

Address unmapped(Address address) {
  return {Family::V4, address.value & kLastAddressV4};
}

// The length that a netmask (255.255.255.0, ffff::) or IPv4's wildcard mask (0.0.0.255) stands for. 0.0.0.0
// is none: it is everything as the one and a single address as the other. All ones is a netmask.
std::optional<unsigned> length_of_mask(std::string_view text, Family family) {
  const Guess<Address> mask = guess_address(text);
  if (mask.fault != AddressFault::None || mask.value->family != family) return std::nullopt;

  for (unsigned length = 1; length <= address_bits(family); ++length) {
    const u128 wildcard = host_mask(family, length);
    const u128 netmask = last_address(family) ^ wildcard;
    if (mask.value->value == netmask) return length;
    if (family == Family::V4 && wildcard != 0 && mask.value->value == wildcard) return length;
  }
  return std::nullopt;
}

constexpr std::string_view kBlanks = " \t";

Guess<unsigned> guess_length(std::string_view written, Family family) {
  const unsigned most = address_bits(family);
  std::string_view text = written;
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text != written) {
    Guess<unsigned> plain = guess_length(text, family);
    plain.note(AddressFault::PrefixNotDecimal);
    return plain;
  }
  if (!is_number(text)) return {AddressFault::PrefixNotDecimal, length_of_mask(text, family)};

  const unsigned length = decimal(text, most + 1);
  if (length > most) return no_guess<unsigned>(AddressFault::PrefixTooLong);
  return {has_leading_zero(text) ? AddressFault::PrefixNotDecimal : AddressFault::None, length};
}

std::string prefix_text(Address address, unsigned length) {
  return to_string(address) + "/" + std::to_string(length);
}

ParsedAddress explain_prefix(std::string_view text, std::size_t slash) {
  const std::string_view before = text.substr(0, slash);
  const std::string_view without_blanks = before.substr(0, before.find_last_not_of(kBlanks) + 1);
  Guess<Address> address = guess_address(without_blanks);
  if (without_blanks != before) address.note(AddressFault::PrefixNotDecimal);
  if (!address.value) return {address.fault, {}, {}};
  const Guess<unsigned> length = guess_length(text.substr(slash + 1), address.value->family);

  ParsedAddress result;
  result.fault = address.fault != AddressFault::None ? address.fault : length.fault;
  if (!length.value) return result;

  Address first = *address.value;
  unsigned bits = *length.value;
  if (is_mapped_v6(first)) {
    if (bits < kMappedPrefixLength) return result;
    first = unmapped(first);
    bits -= kMappedPrefixLength;
  }
  const u128 host = host_mask(first.family, bits);
  if ((first.value & host) != 0 && result.fault == AddressFault::None) result.fault = AddressFault::HostBits;
  first.value &= ~host;
  result.range = {first.family, first.value, first.value | host};
  result.mend = prefix_text(first, bits);
  return result;
}

ParsedAddress explain_range(std::string_view text, std::size_t hyphen) {
  const Guess<Address> left = guess_address(text.substr(0, hyphen));
  const Guess<Address> right = guess_address(text.substr(hyphen + 1));

  ParsedAddress result;
  result.fault = left.fault != AddressFault::None ? left.fault : right.fault;
  const bool v6_to_number =
      left.value && left.value->family == Family::V6 && right.fault == AddressFault::FewOctets;
  if (v6_to_number) result.fault = AddressFault::NotAnAddress;
  if (!left.value || !right.value || left.fault == AddressFault::FewOctets ||
      right.fault == AddressFault::FewOctets) {
    return result;
  }
  if (left.value->family != right.value->family || is_mapped_v6(*left.value) != is_mapped_v6(*right.value)) {
    if (result.fault == AddressFault::None) result.fault = AddressFault::MixedFamilies;
    return result;
  }

  Address first = *left.value;
  Address last = *right.value;
  if (is_mapped_v6(first)) {
    first = unmapped(first);
    last = unmapped(last);
  }
  if (last < first) {
    if (result.fault == AddressFault::None) result.fault = AddressFault::ReversedRange;
    std::swap(first, last);
  }
  result.mend = to_string(first) + "-" + to_string(last);
  return result;
}

ParsedAddress explain_single(std::string_view text) {
  const Guess<Address> guess = guess_address(text);
  ParsedAddress result;
  result.fault = guess.fault;
  // Which octets are missing from 10.1 nobody can tell: inet_aton(3) puts the zeros in the middle.
  if (!guess.value || guess.fault == AddressFault::FewOctets) return result;
  result.mend = to_string(is_mapped_v6(*guess.value) ? unmapped(*guess.value) : *guess.value);
  return result;
}

}  // namespace

ParsedAddress explain_address(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::size_t hyphen = text.find('-');
  const bool is_range = hyphen < slash || (hyphen != std::string_view::npos && hyphen > slash + 1);
  if (is_range) return explain_range(text, hyphen);
  return slash == std::string_view::npos ? explain_single(text) : explain_prefix(text, slash);
}

}  // namespace sgc
