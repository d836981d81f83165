// Addresses, and what people write in their place.
#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/characters.h"
#include "compiler/frontend/read_word.h"
#include "compiler/net/parse_address.h"

namespace sgc::frontend {
namespace {

using SentenceKind = DiagnosticKind<std::string_view>;

// The kind of each fault whose message is the fault's own sentence.
const SentenceKind* kind_of(AddressFault fault) {
  switch (fault) {
    case AddressFault::None:
    case AddressFault::NotAnAddress: return nullptr;
    case AddressFault::LeadingZero: return &kind::AddressLeadingZero;
    case AddressFault::FewOctets: return &kind::FewOctets;
    case AddressFault::OctetTooLarge: return &kind::OctetTooLarge;
    case AddressFault::PrefixTooLong: return &kind::PrefixTooLong;
    case AddressFault::PrefixNotDecimal: return &kind::PrefixNotDecimal;
    case AddressFault::HostBits: return &kind::HostBits;
    case AddressFault::ReversedRange: return &kind::ReversedAddresses;
    case AddressFault::MixedFamilies: return &kind::MixedFamilies;
    case AddressFault::ZoneId: return &kind::ZoneId;
    case AddressFault::MappedAddress: return &kind::MappedAddress;
  }
  return nullptr;
}

bool has_letter_beyond_hex(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char byte) { return is_name_start(byte) && !is_hex_digit(byte); });
}

bool looks_like_host_name(std::string_view text) {
  return text.find_first_of(":/") == std::string_view::npos && has_letter_beyond_hex(text);
}

Diagnostic describe_no_address(Span where, std::string_view text) {
  if (text.starts_with("any/")) {
    return diagnose(kind::AnyWithPrefix, where).with_help("everybody is `any`, all of IPv4 `any4`, all of IPv6 `any6`");
  }
  if (text.find('*') != std::string_view::npos) {
    return diagnose(kind::WildcardAddress, where, shown(text)).with_help("write a prefix: `10.0.0.0/16` is all of 10.0.*.*");
  }
  if (looks_like_host_name(text)) {
    return diagnose(kind::HostName, where, shown(text))
        .with_help("write its addresses: what a name resolves to changes, and a policy must not");
  }
  return diagnose(kind::NotAnAddress, where, shown(text))
      .with_help(std::string(advice(AddressFault::NotAnAddress)));
}

}  // namespace

Diagnostic no_address(const SourceText& source, const Token& token) {
  const std::string_view text = text_of(source, token);
  const ParsedAddress parsed = parse_address(text);
  const Span where = span_of(source, token);
  const SentenceKind* kind = kind_of(parsed.fault);
  Diagnostic finding =
      kind == nullptr ? describe_no_address(where, text) : diagnose(*kind, where, describe(parsed.fault));
  if (!parsed.mend.empty()) finding.help = fmt::format("did you mean {}?", parsed.mend);
  if (finding.help.empty()) finding.help = advice(parsed.fault);
  return finding;
}

std::optional<AddressRange> read_address(SourceText& source, const Token& token) {
  if (token.faulty) return std::nullopt;
  const ParsedAddress parsed = parse_address(text_of(source, token));
  if (parsed.ok()) return parsed.range;

  source.sink.report(no_address(source, token));
  if (parsed.fault == AddressFault::HostBits) return parsed.range;
  return std::nullopt;
}

}  // namespace sgc::frontend
