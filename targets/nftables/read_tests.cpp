#include "targets/nftables/read_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/net/parse_address.h"
#include "targets/nftables/read_disjoint.h"
#include "targets/nftables/words.h"

namespace sgc::nftables {
namespace {

// The names of numbers that a field has, where it has some.
const NumberName* named(std::string_view field, std::string_view word) {
  if (field == "meta l4proto") return find_name(kProtocolNames, word);
  if (field == "icmp type") return find_name(kIcmpTypeNames, word);
  if (field == "icmpv6 type") return find_name(kIcmp6TypeNames, word);
  return nullptr;
}

// nft takes 022 for 18.
std::uint16_t read_end(std::string_view text, const Token& token) {
  std::uint16_t number = 0;
  if (text.size() > 1 && text[0] == '0') throw Unreadable(token.line, fmt::format("'{}' is an octal number to nft", text));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw Unreadable(token.line, fmt::format("'{}' is no number", token.text));
  }
  return number;
}

Numbers all_of(std::uint16_t last) { return {{0, last}}; }

bool has_ports(std::uint16_t protocol) { return detail_of(Family::V4, static_cast<std::uint8_t>(protocol)) == Detail::Ports; }

}  // namespace

AddressSet read_addresses(const Token& token, Family family) {
  const ParsedAddress parsed = parse_address(token.text);
  if (token.kind != Token::Kind::Word || !parsed.ok() || parsed.range.family != family) {
    throw Unreadable(token.line, fmt::format("'{}' is no address of this family", token.text));
  }
  return AddressSet::of(parsed.range);
}

NumberRange read_value(std::string_view field, const Token& token) {
  if (const NumberName* name = named(field, token.text)) return {name->number, name->number};

  const std::size_t hyphen = token.text.find('-');
  const NumberRange range{read_end(token.text.substr(0, hyphen), token),
                          read_end(hyphen == std::string_view::npos ? token.text : token.text.substr(hyphen + 1), token)};
  if (token.kind != Token::Kind::Word || range.first > range.last) {
    throw Unreadable(token.line, fmt::format("'{}' is no number", token.text));
  }
  return range;
}

std::string TestReader::take_field(Tokens& tokens) {
  static constexpr std::array<std::string_view, 18> kFields{
      "ip saddr",  "ip daddr",  "ip6 saddr",  "ip6 daddr",  "meta l4proto", "meta nfproto", "tcp sport",   "tcp dport",  "udp sport",
      "udp dport", "sctp sport", "sctp dport", "th sport",   "th dport",     "icmp type",    "icmp code", "icmpv6 type", "icmpv6 code"};
  const Token header = tokens.peek();
  for (const std::string_view field : kFields) {
    if (header.kind == Token::Kind::Word && field.starts_with(header.text) && field[header.text.size()] == ' ') {
      tokens.take();
      const std::string whole = fmt::format("{} {}", header.text, tokens.take().text);
      if (std::find(kFields.begin(), kFields.end(), whole) == kFields.end()) throw Unreadable(header.line, fmt::format("no test of '{}' is written by sgc", whole));
      return whole;
    }
  }
  return {};
}

bool TestReader::take(Tokens& tokens) {
  const std::size_t line = tokens.peek().line;
  const std::string field = take_field(tokens);
  if (field.empty()) return false;
  const bool set = tokens.peek().is("{");
  if (tokens.peek().text.starts_with('@') && sets_.of_intervals.contains(tokens.peek().text.substr(1))) asks_intervals_ = true;

  if (field == "meta nfproto") {
    const Token family = tokens.take();
    if (!family.is("ipv4") && !family.is("ipv6")) throw Unreadable(line, "an unknown family");
    add_family(family.is("ipv4") ? Family::V4 : Family::V6);
  } else if (field.starts_with("ip ") || field.starts_with("ip6 ")) {
    const AddressSet addresses = take_addresses(tokens, field.starts_with("ip ") ? Family::V4 : Family::V6);
    AddressSet& side = field.ends_with("saddr") ? region_.source : region_.destination;
    side = sgc::intersect(side, addresses);
    if (set) note_ranges(addresses);
  } else {
    Numbers numbers;
    if (tokens.peek().text.starts_with('@')) {
      numbers = take_numbers(tokens);
    } else if (tokens.take_if("{")) {
      do numbers.push_back(read_value(field, tokens.take()));
      while (tokens.take_if(","));
      tokens.expect("}");
      refuse_overlaps(numbers, line);
    } else {
      numbers.push_back(read_value(field, tokens.take()));
    }
    if (set) note_ranges(numbers);
    add_numbers(field, std::move(numbers), line);
  }
  return true;
}

void TestReader::add_value(const std::string& field, const Token& value) {
  if (field.starts_with("ip ") || field.starts_with("ip6 ")) {
    AddressSet& side = field.ends_with("saddr") ? region_.source : region_.destination;
    side = read_addresses(value, field.starts_with("ip ") ? Family::V4 : Family::V6);
    note_ranges(side);
  } else {
    const Numbers number{read_value(field, value)};
    note_ranges(number);
    add_numbers(field, number, value.line);
  }
}

void TestReader::note_ranges(const AddressSet& addresses) {
  const auto is_wide = [](const auto& range) { return range.first != range.last; };
  asks_intervals_ = asks_intervals_ || std::any_of(addresses.v4().begin(), addresses.v4().end(), is_wide) ||
                    std::any_of(addresses.v6().begin(), addresses.v6().end(), is_wide);
}

void TestReader::note_ranges(const Numbers& numbers) {
  asks_intervals_ = asks_intervals_ || std::any_of(numbers.begin(), numbers.end(), [](NumberRange range) { return range.first != range.last; });
}

void TestReader::add_family(Family family) {
  region_.source = sgc::intersect(region_.source, AddressSet::any(family));
}

void TestReader::add_numbers(const std::string& field, Numbers numbers, std::size_t line) {
  const auto put = [&](const std::string& what, Numbers values) {
    if (!numbers_.try_emplace(what, std::move(values)).second) throw Unreadable(line, "a field is tested twice");
  };
  const std::string header = field.substr(0, field.find(' '));
  const std::string name = field.substr(header.size() + 1);
  if (field == "meta l4proto") return put("protocol", std::move(numbers));

  if (header == "icmp" || header == "icmpv6") add_family(header == "icmp" ? Family::V4 : Family::V6);
  if (header != "th") {
    const auto* const known_header = find_name(kProtocolNames, header);
    if (header != "icmpv6" && known_header == nullptr) throw Unreadable(line, fmt::format("no test of '{}' is written by sgc", field));
    const std::uint16_t protocol = header == "icmpv6" ? protocol::kIcmp6 : known_header->number;
    const auto known = numbers_.try_emplace("protocol", Numbers{{protocol, protocol}}).first;
    if (known->second != Numbers{{protocol, protocol}}) throw Unreadable(line, "two protocols are tested");
  }
  put(name, std::move(numbers));
}

AddressSet TestReader::take_addresses(Tokens& tokens, Family family) const {
  const Token first = tokens.take();
  if (first.text.starts_with('@')) {
    const auto found = sets_.addresses.find(first.text.substr(1));
    if (found == sets_.addresses.end()) throw Unreadable(first.line, fmt::format("no set '{}' of addresses", first.text));
    return found->second.restricted_to(family);
  }
  if (!first.is("{")) return read_addresses(first, family);

  AddressSet all;
  do {
    const AddressSet element = read_addresses(tokens.take(), family);
    if (all.overlaps(element)) throw Unreadable(first.line, "elements of a set overlap");
    all = unite(all, element);
  } while (tokens.take_if(","));
  tokens.expect("}");
  return all;
}

Numbers TestReader::take_numbers(Tokens& tokens) const {
  const Token name = tokens.take();
  const auto found = sets_.numbers.find(name.text.substr(1));
  if (found == sets_.numbers.end()) throw Unreadable(name.line, fmt::format("no set '{}' of numbers", name.text));
  return found->second;
}

Region TestReader::region(std::size_t line) const {
  const auto numbers = [&](const char* field, Numbers otherwise) {
    const auto found = numbers_.find(field);
    return found == numbers_.end() ? std::move(otherwise) : found->second;
  };
  if (numbers_.empty()) return region_;

  // `th` reads the bytes of every protocol: only where the protocol has ports do they mean anything.
  const Numbers protocols = numbers("protocol", {});
  const bool ports = numbers_.contains("sport") || numbers_.contains("dport");
  const bool icmp = numbers_.contains("type") || numbers_.contains("code");
  std::vector<ServiceBox> boxes;
  for (const NumberRange& range : protocols) {
    for (std::uint16_t number = range.first; number <= range.last; ++number) {
      if (number > protocol::kLast) throw Unreadable(line, "a protocol number that does not exist");
      if (ports && !has_ports(number)) throw Unreadable(line, "ports of a protocol that has none");
      const auto protocol = static_cast<std::uint8_t>(number);
      for (const Family family : kFamilies) {
        const NumberRange full = full_range(detail_of(family, protocol));
        const bool tested = ports || (icmp && detail_of(family, protocol) == Detail::Icmp);
        for (const NumberRange& a : tested ? numbers(icmp ? "type" : "sport", all_of(full.last)) : Numbers{full}) {
          for (const NumberRange& b : tested ? numbers(icmp ? "code" : "dport", all_of(full.last)) : Numbers{full}) {
            boxes.push_back({family, protocol, protocol, a, b});
          }
        }
      }
    }
  }
  if (protocols.empty()) throw Unreadable(line, "ports are tested before the protocol");

  Region region = region_;
  region.service = ServiceSet::from_boxes(std::move(boxes));
  return region;
}

}  // namespace sgc::nftables
