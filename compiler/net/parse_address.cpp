// Only the readers here accept anything, and they accept exactly what the language says; why a text was
// refused is found out afterwards, in address_fault.cpp.
#include "compiler/net/parse_address.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/net/address_fault.h"
#include "compiler/net/prefix.h"
#include "compiler/net/scan_address.h"
#include "compiler/support/assert.h"

namespace sgc {
namespace {

constexpr unsigned kMostWords = 8;  // of 16 bits, in an IPv6 address
constexpr unsigned kWordBits = 16;
constexpr std::size_t kMostWordDigits = 4;

int hex_digit(char byte) {
  if (is_digit(byte)) return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

// Reads the words of an IPv6 address one after the other, remembering where "::" stood.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : rest_(text) {}

  std::optional<u128> read() {
    if (rest_.starts_with("::")) take_gap();
    while (!rest_.empty()) {
      if (!take_word() || !take_separator()) return std::nullopt;
    }
    return finish();
  }

 private:
  bool take_gap() {
    if (gap_) return false;
    gap_ = count_;
    rest_.remove_prefix(2);
    return true;
  }

  // One to four hexadecimal digits, or the dotted quad at the end.
  bool take_word() {
    unsigned value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size(); ++digits) {
      const int digit = hex_digit(rest_[digits]);
      if (digit < 0) break;
      if (digits == kMostWordDigits) return false;
      value = value << 4U | static_cast<unsigned>(digit);
    }
    if (digits < rest_.size() && rest_[digits] == '.') return take_quad();

    rest_.remove_prefix(digits);
    return digits != 0 && add_word(value);
  }

  bool take_quad() {
    const auto v4 = read_v4(std::exchange(rest_, {}));
    return v4 && add_word(*v4 >> kWordBits) && add_word(*v4 & 0xFFFFU);
  }

  bool add_word(unsigned value) {
    if (count_ == kMostWords) return false;
    words_[count_++] = static_cast<std::uint16_t>(value);
    return true;
  }

  // What stands between two words, or "::" at the end. A single colon must be followed by a word.
  bool take_separator() {
    if (rest_.empty()) return true;
    if (rest_.front() != ':') return false;
    if (rest_.starts_with("::")) return take_gap();
    rest_.remove_prefix(1);
    return !rest_.empty();
  }

  // "::" stands for one word at least.
  std::optional<u128> finish() const {
    if (gap_ ? count_ >= kMostWords : count_ != kMostWords) return std::nullopt;
    const unsigned before = gap_.value_or(kMostWords);
    u128 value = 0;
    for (unsigned i = 0; i < count_; ++i) {
      const unsigned position = i < before ? i : kMostWords - count_ + i;
      value |= u128{words_[i]} << (kWordBits * (kMostWords - 1 - position));
    }
    return value;
  }

  std::string_view rest_;
  std::array<std::uint16_t, kMostWords> words_{};
  unsigned count_ = 0;
  std::optional<unsigned> gap_;  // the number of words before "::"
};

std::optional<Address> read_address(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const auto v4 = read_v4(text);
    return v4 ? std::optional(Address{Family::V4, *v4}) : std::nullopt;
  }
  const auto v6 = read_v6(text);
  return v6 && !is_mapped(*v6) ? std::optional(Address{Family::V6, *v6}) : std::nullopt;
}

std::optional<AddressRange> read_prefix(std::string_view text, std::size_t slash) {
  const auto address = read_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const auto length = read_prefix_length(text.substr(slash + 1), address_bits(address->family));
  if (!length) return std::nullopt;

  const u128 host = host_mask(address->family, *length);
  if ((address->value & host) != 0) return std::nullopt;
  return AddressRange{address->family, address->value, address->value | host};
}

std::optional<AddressRange> read_range(std::string_view text, std::size_t hyphen) {
  const auto first = read_address(text.substr(0, hyphen));
  const auto last = read_address(text.substr(hyphen + 1));
  if (!first || !last || first->family != last->family || first->value > last->value) return std::nullopt;
  return AddressRange{first->family, first->value, last->value};
}

// Where the mark of a prefix or a range stands, or the end of the text.
std::size_t find_mark(std::string_view text) {
  const auto mark =
      std::find_if(text.begin(), text.end(), [](char byte) { return byte == '/' || byte == '-'; });
  return static_cast<std::size_t>(mark - text.begin());
}

std::optional<AddressRange> read_any_form(std::string_view text) {
  const std::size_t mark = find_mark(text);
  if (mark == text.size()) {
    const auto address = read_address(text);
    if (!address) return std::nullopt;
    return AddressRange{address->family, address->value, address->value};
  }
  return text[mark] == '/' ? read_prefix(text, mark) : read_range(text, mark);
}

}  // namespace

std::optional<std::uint32_t> read_v4(std::string_view text) {
  const char* const end = text.data() + text.size();
  const ScannedNumber address = scan_v4(text.data(), end);
  return address.end == end && !text.empty() ? std::optional(address.value) : std::nullopt;
}

std::optional<u128> read_v6(std::string_view text) {
  return text.empty() ? std::nullopt : WordReader(text).read();
}

std::optional<unsigned> read_prefix_length(std::string_view text, unsigned most) {
  const char* const end = text.data() + text.size();
  const ScannedNumber length = scan_small_number(text.data(), end, most);
  return length.end == end && !text.empty() ? std::optional(length.value) : std::nullopt;
}

ParsedAddress parse_address(std::string_view text) {
  if (const auto range = read_any_form(text)) return {AddressFault::None, *range, {}};

  ParsedAddress refused = explain_address(text);
  SGC_ASSERT(!refused.ok(), "a text that is refused has a fault");
  return refused;
}

ParsedAddress parse_single_address(std::string_view text) {
  if (find_mark(text) != text.size()) return {AddressFault::NotAnAddress, {}, {}};
  return parse_address(text);
}

std::string_view describe(AddressFault fault) {
  switch (fault) {
    case AddressFault::None: return "an address, a prefix or a range of addresses";
    case AddressFault::NotAnAddress: return "neither an address, a prefix nor a range of addresses";
    case AddressFault::LeadingZero:
      return "an octet with a leading zero is octal to some tools and decimal to others";
    case AddressFault::FewOctets:
      return "an IPv4 address with fewer than four octets means different things to different tools";
    case AddressFault::OctetTooLarge: return "an octet of an IPv4 address is at most 255";
    case AddressFault::PrefixTooLong: return "a prefix is at most /32 in IPv4 and /128 in IPv6";
    case AddressFault::PrefixNotDecimal: return "the length of a prefix is a plain decimal number";
    case AddressFault::HostBits: return "the address has bits set past its prefix";
    case AddressFault::ReversedRange: return "the range runs backwards";
    case AddressFault::MixedFamilies: return "one end of the range is IPv4 and the other IPv6";
    case AddressFault::ZoneId:
      return "a zone id names an interface of one machine, which a policy cannot mean";
    case AddressFault::MappedAddress: return "an IPv4-mapped address is an IPv4 address on the wire";
  }
  return {};
}

std::string_view advice(AddressFault fault) {
  switch (fault) {
    case AddressFault::None: return {};
    case AddressFault::NotAnAddress:
      return "write `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1-192.0.2.9` or the IPv6 forms of them";
    case AddressFault::LeadingZero: return "write each octet in plain decimal: `10.0.0.1`";
    case AddressFault::FewOctets: return "write all four octets: `10.0.0.1`, `10.0.0.0/8`";
    case AddressFault::OctetTooLarge: return "write four numbers from 0 to 255: `192.0.2.1`";
    case AddressFault::PrefixTooLong: return "write a length from 0 to 32, of IPv6 from 0 to 128: `192.0.2.0/24`";
    case AddressFault::PrefixNotDecimal: return "write the length in plain decimal: `192.0.2.0/24`";
    case AddressFault::HostBits: return "write the prefix with those bits cleared, or the address alone";
    case AddressFault::ReversedRange: return "write the lower end first";
    case AddressFault::MixedFamilies: return "write two ranges, one of each family";
    case AddressFault::ZoneId: return "write the address without its zone: `fe80::1`";
    case AddressFault::MappedAddress: return "write the IPv4 form: `192.0.2.1`, `192.0.2.0/24`";
  }
  return {};
}

}  // namespace sgc
